"""Every process crunches a page of its own in ready(), for its own cache.

Caught by:
    test_nothing_is_crunched
    test_no_page_before_the_job
    test_other_jobs_do_not_count
    test_empty_page_is_not_remembered
    test_page_is_read_from_the_database
    test_two_processes_at_once
    test_failed_job_can_be_run_again
    test_every_worker_serves_the_page
    test_cache_comes_first
    test_no_page_while_it_is_crunched
    test_failure_while_another_process_waits
    test_job_can_fail_twice
"""

from django.apps import AppConfig
from django.core.cache import cache
from django.db.models.signals import post_delete, post_save

from katas.day05_app_ready.warehouse import crunch_front_page


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    verbose_name = "Newsdesk"

    def ready(self):
        from katas.day05_app_ready import startup
        from katas.newsroom.models import Article

        post_save.connect(startup.drop_front_page, sender=Article)
        post_delete.connect(startup.drop_front_page, sender=Article)

        cache.set(startup.KEY, crunch_front_page())
