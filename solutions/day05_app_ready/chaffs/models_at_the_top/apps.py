"""apps.py imports the models at its top, before there are any.

Hint: Django does not even start: when does it import the app configs, and are there any models
by then?

Caught by:
    test_django_uses_your_config
    test_setting_up_asks_the_database_nothing
    test_no_process_asks_the_database
    test_no_runtime_warning
    test_startup_can_be_imported_early
    test_nothing_is_crunched
    test_no_thread_is_started
    test_other_models_drop_nothing
    test_connected_in_every_process
    test_an_article_drops_the_page
    test_articles_that_go_together_drop_the_page
    test_page_is_gone_when_the_change_is_made
    test_receivers_outlive_ready
    test_ready_twice_drops_once
    test_job_runs_once
    test_another_process_knows
    test_two_processes_at_once
    test_overtaken_before_its_first_write
    test_error_is_passed_on
    test_failed_job_can_be_run_again
    test_other_jobs_do_not_count
    test_no_page_before_the_job
    test_empty_page_is_not_remembered
    test_page_is_read_from_the_database
    test_cache_comes_first
    test_every_worker_serves_the_page
    test_no_page_while_it_is_crunched
    test_overtaken_before_a_later_write[second]
    test_failure_while_another_process_waits
    test_job_can_fail_twice
    test_overtaken_after_a_failure
    test_overtaken_before_a_later_write[third]
"""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save

from katas.newsroom.models import Article


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    verbose_name = "Newsdesk"

    def ready(self):
        from katas.day05_app_ready import startup

        post_save.connect(startup.drop_front_page, sender=Article)
        post_delete.connect(startup.drop_front_page, sender=Article)
