"""The receiver drops the page and puts the stored one back at once.

Caught by:
    test_an_article_drops_the_page
    test_articles_that_go_together_drop_the_page
    test_page_is_gone_when_the_change_is_made
"""

from django.core.cache import cache
from django.utils import timezone

from katas.day05_app_ready.warehouse import crunch_front_page

KEY = JOB = "front-page"


def drop_front_page(sender, **kwargs):
    cache.delete(KEY)
    front_page()


def front_page() -> str:
    page = cache.get(KEY)
    if page is None:
        page = jobs().filter(name=JOB).values_list("result", flat=True).first() or ""
        if page:
            cache.set(KEY, page)
    return page


def run_init_job() -> bool:
    _, mine = jobs().get_or_create(name=JOB)
    if not mine:
        return False
    try:
        page = crunch_front_page()
        jobs().filter(name=JOB).update(result=page, finished_at=timezone.now())
    except BaseException:
        jobs().filter(name=JOB).delete()
        raise
    return True


def jobs():
    from katas.day05_app_ready.models import JobRun

    return JobRun.objects.all()
