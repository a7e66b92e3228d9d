"""A variable of the module remembers that the job was done, in this process.

Hint: What you remember is kept where one process alone sees it: what do all processes share?

Caught by:
    test_another_process_knows
    test_two_processes_at_once
    test_overtaken_before_its_first_write
    test_overtaken_before_a_later_write[second]
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


_done = False


def run_init_job() -> bool:
    global _done
    if _done:
        return False
    page = crunch_front_page()
    jobs().update_or_create(name=JOB, defaults={"result": page, "finished_at": timezone.now()})
    _done = True
    return True


def jobs():
    from katas.day05_app_ready.models import JobRun

    return JobRun.objects.all()
