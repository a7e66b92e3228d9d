"""What the services may say: any list of texts, any two dictionaries, drawn from the run's seed."""

import json
import random
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

News = dict[str, Any]  # by the name of the service

TEXTS = (
    *("", " ", " early", "late ", "Ärger", "Zürich", "東京", "🗞", "<b>", "a & b", '"so"', "0"),
    # Letters that somebody might put together, leave out, or take for an end.
    *("u\u0308", "\u212b", "\ufeffBOM", "\u200f\u2028", "\x00\x1b\t", "one\r\ntwo", "</script>"),
    *("\\u00e4", "%s {0}", "null", "NaN", "https://example.org/?a=1&b=2", "GROSS", "ﬁ"),
)
PLAIN: tuple[Any, ...] = (
    *("", 0, False, True, None, -0.5, 0.1, 1e22, 2**64, -(10**30), 7, "n/a", [], {}),
    *([[], [None]], {"": {"": {}}}, ["2024-02-30", "1e400"]),
)
# JSON has texts for keys only, and writes these as texts: true, null, 7 and so on.
ODD_KEYS = (None, True, False, 7, -2.5, 2**64)
KEYS = ("celsius", "index", "change", "headlines", "weather", "a.b", "__class__", *TEXTS)


def issues() -> list[News]:
    """News that an answer might be tempted to tidy up, then some drawn at random."""
    nothing: News = {"headlines": [], "weather": {}, "markets": {}}
    many = [f"Bulletin {number}" for number in range(25, 0, -1)]
    deep: Any = "the last"
    for _ in range(50):
        deep = {"next": [deep]}
    return [
        nothing,
        {**nothing, "headlines": ["late", "early", "late", "", " early ", "<i>Ärger</i> & Co"]},
        {**nothing, "headlines": many},
        # The shape of one service's news tells nothing: the other's may look like it.
        {**nothing, "weather": {"index": 3, "change": 0}, "markets": {"celsius": 0, "station": 1}},
        {**nothing, "weather": {"celsius": None, "wind": {"knots": 0}}, "markets": {"": {}}},
        {**nothing, "headlines": [*TEXTS]},
        {**nothing, "weather": dict.fromkeys(KEYS), "markets": dict(enumerate_texts(PLAIN))},
        {**nothing, "weather": {7: "fog", "celsius": 3}},
        {**nothing, "weather": mixed(), "markets": {"open": [mixed()]}},
        {"headlines": [f"Bulletin {number}" for number in range(1_200)], "weather": deep}
        | {"markets": {"text": "long " * 2_000}},
        *(drawn() for _ in range(3)),
    ]


def enumerate_texts(values: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Each value under a key of its own."""
    return ((f"number {number}", value) for number, value in enumerate(values, 1))


def drawn() -> News:
    """Any news."""
    return {
        "headlines": random.choices(TEXTS, k=random.randrange(9)),
        "weather": dictionary(),
        "markets": dictionary(),
    }


def mixed() -> dict[Any, object]:
    """A dictionary whose keys are of all types that JSON can write, in any order."""
    keys = [*ODD_KEYS, "Zürich", "", random.choice(KEYS[:5])]
    return {key: random.choice(PLAIN) for key in random.sample(keys, len(keys))}


def as_json(value: Any) -> Any:
    """What whoever reads the JSON of it gets."""
    return json.loads(json.dumps(value))


def dictionary() -> dict[str, object]:
    """Any small dictionary that JSON can write."""
    keys = random.sample(KEYS, k=random.randrange(4))
    return {key: random.choice(PLAIN) for key in keys}


def first_difference(given: Any, found: Any) -> str:
    """Where two values part, for example "item 3: "early" became null". "" if nowhere."""
    if type(given) is type(found) and isinstance(given, list | dict):
        if isinstance(given, list):
            given, found = dict(enumerate(given, 1)), dict(enumerate(found, 1))
        for key in [*given, *(key for key in found if key not in given)]:
            name = f"item {key}" if isinstance(key, int) else f"key {json.dumps(key)}"
            if key not in found:
                return f"{name}, {written(given[key])}, is missing"
            if key not in given:
                return f"{name}, {written(found[key])}, is one too many"
            if difference := first_difference(given[key], found[key]):
                return f"{name}: {difference}"
        return ""
    same = type(given) is type(found) and given == found
    if same:
        return ""
    alike = look(given) == look(found)
    return " became ".join(written(each, escaped=alike) for each in (given, found))


def look(value: object) -> str:
    """As JSON, without what is not seen, and without what only computers can tell apart."""
    text = unicodedata.normalize("NFKC", written(value))
    return "".join(each for each in text if each.isprintable() and not each.isspace())


def written(value: object, escaped: bool = False) -> str:
    """As JSON, in letters; or with escapes for all that is not ASCII."""
    return json.dumps(value, ensure_ascii=escaped)
