"""The newsroom's checkpoints: an API key, and a limit on requests.

Edit this file until `make kata day=4` is green. The contract is in README.md.
"""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseForbidden

# The headers and the audit were there first; the checkpoints came later.
MIDDLEWARE = [
    "katas.day04_middleware.layers.ProfileMiddleware",
    "katas.day04_middleware.layers.AuditMiddleware",
    "katas.day04_middleware.middleware.RateLimitMiddleware",
    "katas.day04_middleware.middleware.ApiKeyMiddleware",
    "katas.day04_middleware.layers.ResponseHeadersMiddleware",
]

PUBLIC = ("/health",)


class ApiKeyMiddleware:
    """Requests need a key, in the header or, for feed readers, in the URL."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if request.path.startswith(PUBLIC):
            return None

        key = request.headers.get("X-API-Key") or request.GET.get("api_key")
        for client, expected in settings.NEWSROOM_API_KEYS.items():
            if key == expected:
                request.api_client = client
                return None

        return HttpResponseForbidden("Please send a valid API key.")


class RateLimitMiddleware:
    """At most so many requests per client in a window of so many seconds."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        limit, window = settings.NEWSROOM_RATE_LIMIT
        cache_key = f"rate-limit-{self.get_client(request)}"

        hits = cache.get(cache_key, 0) + 1
        cache.set(cache_key, hits, window)
        if hits > limit:
            response = HttpResponse("Too many requests.", status=429)
            response["Retry-After"] = window
            return response

        return self.get_response(request)

    def get_client(self, request):
        if hasattr(request, "api_client"):
            return request.api_client
        # Behind the proxy, REMOTE_ADDR is always the proxy itself.
        forwarded = request.headers.get("X-Forwarded-For", "")
        return forwarded.split(",")[0].strip() or request.META["REMOTE_ADDR"]
