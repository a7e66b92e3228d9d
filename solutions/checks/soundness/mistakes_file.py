"""mistakes.toml of a day against the chaffs: each Hint: under the mark of the tests that are red.

Which tests a chaff fails is read from its file of messages, which every run of soundness compares.
"""

import json

from katas.harness.days import Day
from katas.harness.learner import mistakes
from solutions.checks.soundness import candidates, messages
from solutions.checks.soundness.candidates import Candidate

HEAD = """\
# The mistakes that `make hint` can name. Each is known by its mark, a hash of the tests that it
# turns red. Written by `make soundness day={} update=1` from the solutions.

"""
FEWEST, MOST, LONGEST = 5, 12, 240


def by_mark(day: Day) -> dict[str, list[Candidate]]:
    """The day's chaffs, those that fail the same tests together."""
    found: dict[str, list[Candidate]] = {}
    for chaff in candidates.chaffs(day):
        if red := messages.caught_by(day, chaff):
            found.setdefault(mistakes.mark(red), []).append(chaff)
    return found


def sentences(day: Day) -> dict[str, str]:
    """What mistakes.toml has to say: the sentence of each mark whose chaffs agree on one."""
    agreed = {mark: {chaff.hint for chaff in chaffs} for mark, chaffs in by_mark(day).items()}
    clear = {mark: min(hints) for mark, hints in agreed.items() if len(hints) == 1}
    return {mark: hint for mark, hint in sorted(clear.items()) if hint}


def text_of(day: Day) -> str:
    """mistakes.toml as it should be."""
    lines = [
        f"{mark} = {json.dumps(sentence, ensure_ascii=False)}\n"
        for mark, sentence in sentences(day).items()
    ]
    return HEAD.format(day.number) + "".join(lines)


def faults(day: Day, update: bool = False) -> list[str]:
    """Where hints, marks and mistakes.toml do not agree. update: write mistakes.toml anew."""
    found = []
    for chaffs in by_mark(day).values():
        hints = {chaff.hint for chaff in chaffs}
        if len(hints) > 1:
            names = " and ".join(chaff.name for chaff in chaffs)
            found.append(f"{names} fail the same tests: give them the same Hint:, or none")
    said = sentences(day)
    mistaken = set(said.values())
    for sentence in mistaken:
        if len(sentence) > LONGEST or not sentence.endswith((".", "?")):
            found.append(f"not one short sentence, to {LONGEST} characters: {sentence}")
    if not FEWEST <= len(mistaken) <= MOST:
        found.append(f"mistakes with a Hint: {len(mistaken)}, to be {FEWEST} to {MOST}")
    file = day.tests / mistakes.FILE
    if update:
        file.write_text(text_of(day), encoding="utf-8")
    elif not file.is_file() or file.read_text(encoding="utf-8") != text_of(day):
        remedy = f"make soundness day={day.number} update=1"
        found.append(f"{file.name} is not what the chaffs say: {remedy}")
    return found
