"""What a browser makes of a page of the reports."""

from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "br", "hr", "img", "link", "input", "col"}


class Page(HTMLParser):
    """What a browser makes of a page: the elements it would act on, and the text."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.parts: list[str] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(file.read_text(encoding="utf-8"))
        self.close()
        self.faults += [f"{tag} is never closed" for tag in self.open]
        self.words = " ".join(" ".join(self.parts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if len(dict(attrs)) < len(attrs):
            self.faults.append(f"{tag} has an attribute twice")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID and "svg" not in self.open:
            self.faults.append(f"{tag} cannot close itself")

    def handle_endtag(self, tag: str) -> None:
        last = self.open.pop() if self.open else "nothing"
        if last != tag:
            self.faults.append(f"{tag} ends where {last} is open (line {self.getpos()[0]})")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
