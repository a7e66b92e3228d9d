"""The row is locked while the work is done: whoever comes second waits."""

from django.core.cache import cache
from django.db import transaction
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
        job, _ = jobs().select_for_update().get_or_create(name=JOB)
        if job.finished_at is not None:
            return False
        job.result = crunch_front_page()
        job.finished_at = timezone.now()
        job.save(update_fields=["result", "finished_at"])
    return True


def jobs():
    from katas.day05_app_ready.models import JobRun

    return JobRun.objects.all()
