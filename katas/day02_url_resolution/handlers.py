"""The newsroom's views. Given: each answers with its own name and what it was called with."""

from django.http import HttpRequest, JsonResponse


def section_page(request: HttpRequest, section: str, page: str) -> JsonResponse:
    """A standing page of a section, for example the calendar of culture."""
    return JsonResponse({"view": "section_page", "section": section, "page": page})


def article(request: HttpRequest, slug: str) -> JsonResponse:
    """One article."""
    return JsonResponse({"view": "article", "slug": slug})


def about(request: HttpRequest) -> JsonResponse:
    """Who we are."""
    return JsonResponse({"view": "about"})


def archive(request: HttpRequest) -> JsonResponse:
    """Everything we ever wrote."""
    return JsonResponse({"view": "archive"})


def issue(request: HttpRequest, number: int) -> JsonResponse:
    """A printed issue."""
    return JsonResponse({"view": "issue", "number": number})
