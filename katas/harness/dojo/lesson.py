"""A day's README as HTML: raw HTML is text, a diagram is a figure, a link to another day a link."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from katas.harness.answers import KATAS
from katas.harness.days import Day

ANOTHER_DAY = re.compile(r"\.\./day(\d\d)_\w+/(?:README\.md)?(#.*)?$")
SCROLLS = '<div class="wide" tabindex="0" role="group" aria-label="table">'
FOREIGN = re.compile(r"[a-z]+:", re.IGNORECASE)


def rendered(day: Day) -> str:
    """The lesson without its title, which the page has. Raises OSError."""
    text = (day.folder / "README.md").read_text(encoding="utf-8")
    parser = MarkdownIt("commonmark", {"html": False, "highlight": coloured}).enable("table")
    parser.add_render_rule("fence", fence)
    tokens = parser.parse(text)
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        tokens = tokens[3:]
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slug(inline.content))
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                target = str(child.attrGet("href") or "")
                child.attrSet("href", link(target, day))
                if FOREIGN.match(target):
                    child.attrSet("rel", "noreferrer noopener")
    html: str = parser.renderer.render(tokens, parser.options, {})
    # A table or a listing may be wider than the page: it scrolls by itself, by the keyboard too.
    html = html.replace("<table>", f"{SCROLLS}<table>")
    return html.replace("</table>", "</table></div>")


def fence(self: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    """A listing in a language is code; in none it is a diagram, or what a terminal shows."""
    token = tokens[index]
    language = token.info.strip()
    inner = coloured(token.content, language, "")
    if language:
        return f'<pre class="code" tabindex="0"><code>{inner}</code></pre>\n'
    return f'<figure class="diagram"><pre tabindex="0">{inner}</pre></figure>\n'


def coloured(text: str, language: str, attrs: str) -> str:
    """The text escaped, its words in spans with classes if the language is known."""
    try:
        lexer = get_lexer_by_name(language or "text", stripnl=False)
    except ClassNotFound:
        lexer = get_lexer_by_name("text", stripnl=False)
    found: str = highlight(text, lexer, HtmlFormatter(nowrap=True))
    return found


def link(target: str, day: Day) -> str:
    """Where a link of the lesson leads on this page: another day, a file in the editor."""
    if FOREIGN.match(target) or target.startswith("#"):
        return target
    if match := ANOTHER_DAY.match(target):
        return f"/day/{int(match[1])}/{match[2] or ''}"
    file = (day.folder / target.partition("#")[0]).resolve()
    return editor(file) if file.is_relative_to(KATAS.parent) else "#"


def editor(file: Path, line: int = 0) -> str:
    """The address under which an editor opens the file, at the line if one is given."""
    return f"vscode://file{quote(file.as_posix())}{f':{line}' if line else ''}"


def slug(title: str) -> str:
    """The name that GitHub gives to a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
