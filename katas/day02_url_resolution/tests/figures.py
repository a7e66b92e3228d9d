"""What `make compare day=2` measures of an answer."""

from django.urls import NoReverseMatch, reverse

from katas.day02_url_resolution.tests.counting import patterns_tried
from katas.day02_url_resolution.tests.driver import PAIRS, URLS, resolve_quietly, resolver
from katas.day02_url_resolution.tests.flat_list import seconds
from katas.harness.verdicts import Figure

FIRST = "/{}/{}/".format(*PAIRS[0])
LAST = "/{}/{}/".format(*PAIRS[-1])
UNKNOWN = f"/{PAIRS[-1][0]}/no-such-page/"
TIMES = 100


def once() -> list[Figure]:
    """Resolve for the first time, count, and reverse every page's name."""
    root = resolver()
    cold = seconds(lambda: resolve_quietly(UNKNOWN, root))
    cold_names = seconds(lambda: reverse("about", urlconf=URLS))
    reversing: list[bool] = []
    names = seconds(lambda: reversing.extend(map(reverses, PAIRS)))
    return [
        Figure("first resolve in a process, ms", "", cold * 1_000),
        Figure("first reverse in a process, ms", "", cold_names * 1_000),
        Figure("patterns tried, last page", "", patterns_tried(LAST).patterns),
        Figure("patterns tried, unknown page", "", patterns_tried(UNKNOWN).patterns),
        Figure("page names that reverse", "", sum(reversing)),
        Figure("reverse, each page in turn, µs", "", names / len(PAIRS) * 1e6),
    ]


def reverses(pair: tuple[str, str]) -> bool:
    """Whether the page's name reverses to its URL."""
    section, page = pair
    try:
        return reverse(f"{section}-{page}", urlconf=URLS) == f"/{section}/{page}/"
    except NoReverseMatch:
        return False


def each_round() -> list[Figure]:
    """The shortest of many resolves, and of many reverses of one name, warm."""
    root = resolver()
    first, last, unknown = (
        min(seconds(lambda: resolve_quietly(url, root)) for _ in range(TIMES))  # noqa: B023
        for url in (FIRST, LAST, UNKNOWN)
    )
    again = min(seconds(lambda: reverse("about", urlconf=URLS)) for _ in range(TIMES))
    return [
        Figure("first page, µs", "", first * 1e6),
        Figure("last page, µs", "", last * 1e6),
        Figure("unknown page, µs", "", unknown * 1e6),
        Figure("reverse, the same name again, µs", "", again * 1e6),
    ]
