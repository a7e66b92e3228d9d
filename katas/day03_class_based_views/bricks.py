"""A third brick for the towers: it counts who passes, and gets out of the way. Given."""


class CountingMixin:
    """Counts on the request how often dispatch() came by here: `request.passed`, an int.

    The count lives on the request because a view class outlives every request, and an instance
    would have to be found first.
    """

    def dispatch(self, request, *args, **kwargs):
        request.passed = getattr(request, "passed", 0) + 1
        return super().dispatch(request, *args, **kwargs)
