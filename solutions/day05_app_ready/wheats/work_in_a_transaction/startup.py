"""The claim and the work are one transaction: what fails takes its claim back by itself."""

from django.core.cache import cache
from django.db import IntegrityError, transaction
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
    with transaction.atomic():
        try:
            with transaction.atomic():
                run = jobs().create(name=JOB, finished_at=timezone.now())
        except IntegrityError:
            return False
        run.result = crunch_front_page()
        run.save()
    return True


def jobs():
    from katas.day05_app_ready.models import JobRun

    return JobRun.objects.all()
