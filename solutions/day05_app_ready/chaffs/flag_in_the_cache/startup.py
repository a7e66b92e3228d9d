"""The job is claimed by a key in the cache, which each process has for itself.

Hint: What you remember is kept where one process alone sees it: what do all processes share?

Caught by:
    test_another_process_knows
    test_two_processes_at_once
    test_overtaken_before_its_first_write
"""

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
    if not cache.add("front-page-claimed", True, timeout=None):
        return False
    try:
        page = crunch_front_page()
    except Exception:
        cache.delete("front-page-claimed")
        raise
    jobs().update_or_create(name=JOB, defaults={"result": page, "finished_at": timezone.now()})
    return True


def jobs():
    from katas.day05_app_ready.models import JobRun

    return JobRun.objects.all()
