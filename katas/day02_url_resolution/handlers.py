"""The newsroom's views. Given: each answers with its own name and what it was called with."""

from django.http import JsonResponse


def section_page(request, section, page):
    """A standing page of a section, for example the calendar of culture."""
    return JsonResponse({"view": "section_page", "section": section, "page": page})


def article(request, slug):
    """One article."""
    return JsonResponse({"view": "article", "slug": slug})


def about(request):
    """Who we are."""
    return JsonResponse({"view": "about"})


def archive(request):
    """Everything we ever wrote."""
    return JsonResponse({"view": "archive"})


def issue(request, number):
    """A printed issue."""
    return JsonResponse({"view": "issue", "number": number})
