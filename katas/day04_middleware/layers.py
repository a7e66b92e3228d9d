"""The layers that the newsroom has already. Given, nothing to edit."""

from collections import deque

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

# Who came in, oldest first: "<METHOD> <path>".
entries: deque[str] = deque(maxlen=1_000)


class ResponseHeadersMiddleware(MiddlewareMixin):
    """Marks every response that passes through it on its way out."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        response.headers["X-Newsroom"] = "1"
        return response


class ProfileMiddleware(MiddlewareMixin):
    """Looks up what the newsroom knows of the reader: one query per request."""

    def process_request(self, request: HttpRequest) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'a reader'")
            (request.profile,) = cursor.fetchone()


class AuditMiddleware(MiddlewareMixin):
    """Records every request that comes this far."""

    def process_request(self, request: HttpRequest) -> None:
        entries.append(f"{request.method} {request.path}")
