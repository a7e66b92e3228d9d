"""The export's URLs. Given. A view that your answer does not have yet is left out."""

from django.urls import path

from katas.day06_streaming_exports import exports

urlpatterns = [
    path(f"{route}/", getattr(exports, view))
    for route, view in [("export", "export_articles"), ("aexport", "aexport_articles")]
    if hasattr(exports, view)
]
