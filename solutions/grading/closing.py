"""The end of a grading: what was found in this run and before it, told in every form."""

from collections.abc import Collection, Mapping, Sequence

from katas.harness import days as harness_days
from katas.harness.days import Day
from solutions.grading.call import Call
from solutions.grading.enrolment import Enrolment
from solutions.grading.kept import columns
from solutions.grading.kept import term as terms
from solutions.grading.kept.journal import Journal
from solutions.grading.kept.pseudonyms import Pseudonyms
from solutions.grading.kept.reviews import Reviews
from solutions.grading.reports import write_all
from solutions.grading.reports.changed import Changed
from solutions.grading.reports.days_columns import of_gradebook
from solutions.grading.reports.feedback_zips import FeedbackZips
from solutions.grading.reports.import_files import Columns, ImportFiles
from solutions.grading.reports.screen import Summary
from solutions.grading.similarity import finder
from solutions.grading.submissions import answers
from solutions.grading.text import listed

WITH_COLUMNS = {"Canvas", "Brightspace"}  # whose import files name them


def report(
    call: Call, enrolment: Enrolment, journal: Journal, reviews: Reviews, sandbox: str
) -> None:
    """Write all reports, and sum up on the screen. sandbox: what the answers ran in."""
    course, cohort = enrolment.course, enrolment.cohort
    for name, day in call.decisions.enter_shares(journal):
        enrolment.older.setdefault(name, []).append(day)
    numbers, teams = [day.number for day in call.days], call.decisions.teams
    term = terms.of(
        course.graded(cohort, numbers, teams),
        cohort,
        call.days,
        harness_days.present(),
        enrolment.kept,
    )
    identities = course.identities(cohort.values(), term.earlier)
    own_columns, about_columns = columns_of(call, term.days, course.seen)
    imports = ImportFiles(identities, course.seen, own_columns)
    told = [
        *term.notes(call.days, course.asked),
        *before_what_counts(enrolment.older),
        *not_examined(enrolment.unread),
        *without_mark(enrolment.unmarked),
        *course.kept.missing,
        *imports.left_out(),
        *about_columns,
    ]
    students = call.decisions.students(term.students, journal, reviews)
    pseudonym = None
    if call.anonymous:
        pseudonyms = Pseudonyms(call.out)
        pseudonyms.write(term.students)
        pseudonym = pseudonyms.of
    summary = Summary(term.days)
    shown = summary.take(students)
    similar = alike_answers(call, enrolment)
    only = [] if call.anonymous else enrolment.released
    changed = Changed(call.out, course.whom.before)
    set_now = numbers if enrolment.part else []
    by_days = {name: own.for_days(numbers) for name, own in cohort.items()}
    by_team = journal.handed_in_for(term.students)
    with FeedbackZips(
        call.out, call.inbox, by_days, only, set_now, enrolment.places, by_team, sandbox
    ) as zips:
        write_all(
            call.out,
            shown,
            term.days,
            sandbox=sandbox,
            similar=similar,
            pseudonym=pseudonym,
            notes=[] if call.anonymous else call.notes + told,
            imports=imports,
            zips=zips,
            changed=changed,
        )
    reviews.write()
    summary.show(call.screen, call.out)
    alike = [f"Alike, not guilty: {len(similar.pairs)}, in cohort.html."] if similar.pairs else []
    outdated = zips.outdated(changed.who) if changed.who else []
    for note in [*told, *changed.notes, *zips.notes, *outdated, *alike]:
        call.screen.print(note, markup=False)
    if (notes := len(call.notes) - enrolment.told) and not call.anonymous:
        count = "1 note" if notes == 1 else f"{notes} notes"
        call.screen.print(f"{count} for you, told at the start, in cohort.html", markup=False)


def before_what_counts(older: Mapping[str, Sequence[int]]) -> list[str]:
    """What of this inbox was not taken, and how it can be."""
    if not older:
        return []
    them = listed(f"{name} ({terms.called(days)})" for name, days in sorted(older.items()))
    return [
        f"Handed in before what counts already, and not taken: {them}. To take it all the same, "
        "grade a copy in a folder of the student's name, saved anew (`touch`; if it is a .zip, the "
        ".zip)."
    ]


def not_examined(unread: Sequence[str]) -> list[str]:
    """What of this inbox takes no grade away. unread: whose it is, and what is wrong with it."""
    said = "Cannot be examined, so the grade of an earlier hand-in stays"
    return [f"{said}: {listed(sorted(unread))}."] if unread else []


def without_mark(unmarked: Sequence[str]) -> list[str]:
    """Whose mended file has no mark of the LMS', and so costs nothing. unmarked: whose they are."""
    said = "Came by mail in the place of what the LMS had marked late, and is not charged"
    return [f"{said}: {listed(unmarked)}. [days_late] says how late, or 0."] if unmarked else []


def columns_of(call: Call, days: Sequence[Day], seen: Collection[str]) -> tuple[Columns, list[str]]:
    """The gradebooks' own columns for the days, by LMS, and what is to be known of them.

    seen: the LMS of inbox and roster.
    """
    there, told = columns.of_term(call.out, call.roster), list[str]()
    now, found = call.roster.lms if call.roster else "", dict[str, Mapping[int, str]]()
    for lms in sorted(WITH_COLUMNS.intersection(seen)):
        if lms in there:
            found[lms], said = of_gradebook(lms, days, there[lms], earlier=lms != now)
            told += said
        elif lms != now:
            told.append(
                f"{lms.lower()}.csv: each day is a new column, for no roster of {lms} has said "
                "which there are. Give its own export as roster= once, and they are known."
            )
    return found, [] if call.anonymous else told


def alike_answers(call: Call, enrolment: Enrolment) -> finder.Similar:
    """The answers that are alike, read once more: none is kept while others are graded."""

    def read(day: Day, student: str) -> dict[str, bytes]:
        if (student, day.number) in call.decisions.teams.shares:
            return {}
        found = answers.read(enrolment.cohort[student], [day], known, enrolment.alone)
        return found[day.number].files

    known = harness_days.present()
    with call.waiting("Comparing the answers"):
        found = finder.of_cohort(call.days, enrolment.cohort, read, call.jobs)
    return found.without(call.decisions.teams.together)
