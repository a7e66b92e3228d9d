"""The receivers stand in a module that ready() does not import.

Caught by:
    test_connected_in_every_process
    test_an_article_drops_the_page
    test_articles_that_go_together_drop_the_page
    test_page_is_gone_when_the_change_is_made
    test_receivers_outlive_ready
    test_ready_twice_drops_once
"""

from django.apps import AppConfig


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    verbose_name = "Newsdesk"
