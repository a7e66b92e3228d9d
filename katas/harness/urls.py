"""An empty URLconf: each day's tests and servers name their own."""

urlpatterns: list[object] = []
