"""Whoever loses waits until the winner is through, and takes over if it failed."""

import time

from django.core.cache import cache
from django.db import IntegrityError
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
    while True:
        try:
            job, mine = jobs().get_or_create(name=JOB)
        except IntegrityError:
            # The row was there, and was gone before it could be read: that work has failed.
            continue
        if mine:
            break
        if job.finished_at:
            return False
        time.sleep(0.05)
    try:
        page = crunch_front_page()
    except BaseException:
        job.delete()
        raise
    jobs().filter(pk=job.pk).update(result=page, finished_at=timezone.now())
    return True


def jobs():
    from katas.day05_app_ready.models import JobRun

    return JobRun.objects.all()
