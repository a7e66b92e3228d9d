"""A lock on a file keeps the processes of one machine apart, and goes when its process goes."""

import fcntl
import tempfile
from pathlib import Path

from django.core.cache import cache
from django.utils import timezone

from katas.day05_app_ready.warehouse import crunch_front_page

KEY = JOB = "front-page"


def drop_front_page(sender, **kwargs):
    cache.delete(KEY)


def front_page() -> str:
    page = cache.get(KEY)
    if page is None:
        page = jobs().filter(name=JOB).values_list("result", flat=True).first() or ""
        if page:
            cache.set(KEY, page)
    return page


def run_init_job() -> bool:
    with (Path(tempfile.gettempdir()) / "katas-front-page.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if jobs().filter(name=JOB).exists():
            return False
        jobs().create(name=JOB, result=crunch_front_page(), finished_at=timezone.now())
        return True


def jobs():
    from katas.day05_app_ready.models import JobRun

    return JobRun.objects.all()
