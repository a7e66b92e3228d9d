"""asyncio.run() with the ORM's own coroutines; the work runs in a thread beside the loop."""

import asyncio

from django.core.cache import cache
from django.utils import timezone

from katas.day05_app_ready import warehouse

KEY = JOB = "front-page"


def drop_front_page(sender, **kwargs):
    cache.delete(KEY)


def front_page() -> str:
    return cache.get(KEY) or jobs().filter(name=JOB).values_list("result", flat=True).first() or ""


async def build():
    _, mine = await jobs().aget_or_create(name=JOB)
    if not mine:
        return False
    try:
        page = await asyncio.to_thread(warehouse.crunch_front_page)
        await jobs().filter(name=JOB).aupdate(result=page, finished_at=timezone.now())
    except BaseException:
        await jobs().filter(name=JOB).adelete()
        raise
    return True


def run_init_job() -> bool:
    return asyncio.run(build())


def jobs():
    from katas.day05_app_ready.models import JobRun

    return JobRun.objects.all()
