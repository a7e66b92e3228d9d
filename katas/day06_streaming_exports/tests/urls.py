"""The export's URLs, and a slow stream beside them."""

from django.urls import path

from katas.day06_streaming_exports import urls
from katas.day06_streaming_exports.tests import slow_stream

urlpatterns = [*urls.urlpatterns, path("slow/", slow_stream.trickle)]
