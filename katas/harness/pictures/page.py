"""A day's pictures as one HTML file that needs nothing else: to hand in, print, or show."""

import html
from collections.abc import Sequence
from pathlib import Path

from katas.harness import answers
from katas.harness.days import Day

FOLDER = answers.KATAS.parent / ".katas" / "lab"
STYLE = Path(__file__).parent / "static" / "pictures.css"
PAGE = """:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; font: 1rem/1.45 system-ui, sans-serif; }
body { color: #1f2328; background: #fff; }
h1 { font-size: 1.4rem; margin: .5rem 0 1rem; }
@media (max-width: 40rem) { body { padding: .5rem; } }
@media (prefers-color-scheme: dark) { body { color: #e6edf3; background: #0d1117; } }
@media print { body { color: #000; background: #fff; max-width: none; padding: 0; } }
"""


def file_of(day: Day) -> Path:
    """Where the day's pictures are kept."""
    return FOLDER / f"day{day.number}.html"


def flame_graph_of(day: Day) -> Path:
    """Where memray's flame graph of your answer is kept."""
    return FOLDER / f"day{day.number}-flame-graph.html"


def page(day: Day, figures: Sequence[str]) -> str:
    """The whole page. figures: well-formed HTML, as figure() makes it."""
    title = html.escape(f"Day {day.number}: {day.title}")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{PAGE}{STYLE.read_text("utf-8")}</style>
</head>
<body>
<h1>{title}</h1>
<main>
{chr(10).join(figures)}
</main>
</body>
</html>
"""
