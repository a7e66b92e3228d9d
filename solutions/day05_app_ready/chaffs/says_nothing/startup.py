"""run_init_job() does its work and returns nothing.

Caught by:
    test_job_runs_once
    test_another_process_knows
    test_two_processes_at_once
    test_overtaken_before_its_first_write
    test_failed_job_can_be_run_again
    test_other_jobs_do_not_count
    test_empty_page_is_not_remembered
    test_page_is_read_from_the_database
    test_cache_comes_first
    test_overtaken_before_a_later_write[second]
    test_failure_while_another_process_waits
    test_job_can_fail_twice
    test_overtaken_after_a_failure
    test_overtaken_before_a_later_write[third]
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


def run_init_job():
    _, mine = jobs().get_or_create(name=JOB)
    if not mine:
        return None
    try:
        page = crunch_front_page()
        jobs().filter(name=JOB).update(result=page, finished_at=timezone.now())
    except BaseException:
        jobs().filter(name=JOB).delete()
        raise
    return None


def jobs():
    from katas.day05_app_ready.models import JobRun

    return JobRun.objects.all()
