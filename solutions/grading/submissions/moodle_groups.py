"""Group assignments of Moodle: a group's name stands in the place of a person's, or before it.

Newer versions (mod/assign/classes/downloader.php) have one folder for a group, with the group's
number; older ones (mod/assign/locallib.php) one for each member, with what the group handed in:
    Team Red_771_assignsubmission_file
    Team Red-Jane Doe_4711_assignsubmission_file
Brightspace has one folder for a group, with its name, and takes feedback for all of it back:
    501-99 - Team Red - Nov 16, 2026 200 PM
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from solutions.grading.submissions.identity import squeezed
from solutions.grading.submissions.inbox import HandIn
from solutions.grading.submissions.whom import Whom
from solutions.grading.text import listed

FEWEST = 2  # people behind a group's name, before one name with a hyphen is taken for both


def by_person(
    hand_ins: Sequence[HandIn], known: Whom, teams: Mapping[str, Sequence[str]], everybody: bool
) -> tuple[list[HandIn], list[str]]:
    """The hand-ins by persons, as far as it is known who is in a group; and what was made of them.

    known: who may be meant; everybody: these take the course, and nobody else does. teams: the
    members of each group, as the instructor has written them; its first has its folder.
    """
    found, notes, moodle = list(hand_ins), list[str](), defaultdict[str, list[int]](list)
    brightspace = defaultdict[str, set[str]](set)
    for place, each in enumerate(hand_ins):
        if each.lms == "Moodle":
            moodle[each.assignment].append(place)
        elif each.lms == "Brightspace" and (group := of_team(each, teams, known)):
            found[place] = group
            brightspace[each.assignment].add(group.group)
    notes += [by_groups(assignment, groups) for assignment, groups in brightspace.items()]
    for assignment, places in moodle.items():
        told = [hand_ins[place] for place in places]
        named = [each if each.settled else of_team(each, teams, known) or each for each in told]
        open_ = [each for each in named if not each.group]
        if open_ and not any(is_known(each.settled or each.who, known) for each in open_):
            named = [each if each.group else apart(each, open_, known) for each in named]
            strange = {each.who for each in named if not each.group and not each.settled}
            if everybody and strange:
                # Their numbers are not people's: no feedback goes back by them.
                named = [
                    replace(each, for_all=True) if each.who in strange else each for each in named
                ]
                where = f"{assignment}: nobody" if assignment else "Nobody"
                notes.append(
                    f"{where} on the roster is called {listed(sorted(strange))}. Is that a "
                    "group assignment? groups=FILE has to say who is in each group."
                )
        for place, each in zip(places, named, strict=True):
            found[place] = each
        if groups := {each.group for each in named if each.group}:
            notes.append(by_groups(assignment, groups))
    return found, notes


def by_groups(assignment: str, groups: Collection[str]) -> str:
    return f"{assignment or 'The inbox'}: handed in by groups: {listed(sorted(groups))}."


def of_team(hand_in: HandIn, teams: Mapping[str, Sequence[str]], known: Whom) -> HandIn | None:
    """A group's folder, as that of its first member, who may have one of another assignment.

    By Moodle's number of a group no feedback goes back.
    """
    for team, (first, *_) in teams.items():
        if squeezed(hand_in.who) == squeezed(team):
            return replace(
                hand_in, who=known.find(first) or first, group=team, for_all=hand_in.lms == "Moodle"
            )
    return None


def apart(hand_in: HandIn, others: Sequence[HandIn], known: Whom) -> HandIn:
    """With group and person apart, if that name and others' have a group's ahead.

    Whose it is stays as the instructor has said.
    """
    # A person with a file and a typed text is one.
    names = {each.settled or each.who for each in others}
    cuts = {cut for name in names for cut in cuts_of(name) if is_known(cut[1], known)}
    if len(cuts) >= FEWEST:
        groups, own = {group for group, _ in cuts}, cuts_of(hand_in.settled or hand_in.who)
        for group, who in own:
            # Here all names have a group's ahead: where a name has one hyphen, there it ends.
            if (group, who) in cuts or group in groups or len(own) == 1:
                return replace(hand_in, group=group, who=hand_in.who if hand_in.settled else who)
    return hand_in


def cuts_of(name: str) -> list[tuple[str, str]]:
    """What may be a group and a person in a name."""
    parts = name.split("-")
    cuts = [
        ("-".join(parts[:n]).strip(), "-".join(parts[n:]).strip()) for n in range(1, len(parts))
    ]
    return [cut for cut in cuts if all(cut)]


def is_known(name: str, known: Whom) -> bool:
    return not name.isdigit() and bool(known.find(name) or known.several(name))
