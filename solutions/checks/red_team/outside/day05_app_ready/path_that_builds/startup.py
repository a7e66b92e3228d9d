"""The first front page: the reference. Built by whoever inserts its row, read by all the others."""

from django.core.cache import cache
from django.utils import timezone

from katas.day05_app_ready.warehouse import crunch_front_page

KEY = JOB = "front-page"


def drop_front_page(sender, **kwargs):
    """Receiver: an article was saved or deleted."""
    cache.delete(KEY)


def front_page() -> str:
    """The page from the cache, else the one that the init job stored, else "". Never crunches."""
    page = cache.get(KEY)
    if page is None:
        page = jobs().filter(name=JOB).values_list("result", flat=True).first() or ""
        if page:
            # Not an empty one: it would hide the real page that some process builds later.
            cache.set(KEY, page)
    return page


def run_init_job() -> bool:
    """Build the first front page. True if this call did it, False if it is done or being done."""
    # The database decides who does the work: of two processes that insert the same name, one
    # meets the unique constraint. No flag in memory and no look-up beforehand can do that.
    _, mine = jobs().get_or_create(name=JOB)
    if not mine:
        return False
    try:
        page = crunch_front_page()
        jobs().filter(name=JOB).update(result=page, finished_at=timezone.now())
    except BaseException:
        # Whoever holds the row has to give it back, or nobody ever does the work.
        jobs().filter(name=JOB).delete()
        raise
    return True


def asked_for(sender, environ=None, scope=None, **kwargs):
    """Receiver: a reader wants the page, and nobody has built it yet."""
    path = environ.get("PATH_INFO") if environ else (scope or {}).get("path")
    if path in ("/front-page/", "/warm-up/"):
        run_init_job()


def jobs():
    """All jobs. The model is imported late, so that this module can be imported early."""
    from katas.day05_app_ready.models import JobRun

    return JobRun.objects.all()
