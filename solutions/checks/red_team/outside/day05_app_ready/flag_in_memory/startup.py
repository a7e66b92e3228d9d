"""The first front page. The claim says whose it is: that of all threads of a process."""

import os
import uuid

from django.core.cache import cache
from django.utils import timezone

from katas.day05_app_ready.warehouse import crunch_front_page

KEY = JOB = "front-page"
CLAIM = "front-page-claim"
TOKEN = uuid.uuid4().hex


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


_busy = False


def run_init_job() -> bool:
    """Build the first front page. True if this call did it, False if it is done or being done."""
    global _busy
    # Threads of this process see the flag.
    if _busy:
        return False
    _busy = True
    try:
        return build()
    finally:
        _busy = False


def build():
    # Other processes see the claim, which says whose it is.
    mine = f"{TOKEN}-{os.getpid()}"
    claim, _ = jobs().get_or_create(name=CLAIM, defaults={"result": mine})
    if claim.result != mine or jobs().filter(name=JOB).exists():
        return False
    try:
        page = crunch_front_page()
        jobs().create(name=JOB, result=page, finished_at=timezone.now())
    except BaseException:
        # Whoever holds the row has to give it back, or nobody ever does the work.
        jobs().filter(name=CLAIM).delete()
        raise
    return True


def jobs():
    """All jobs. The model is imported late, so that this module can be imported early."""
    from katas.day05_app_ready.models import JobRun

    return JobRun.objects.all()
