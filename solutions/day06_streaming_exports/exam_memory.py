"""Task 3: memory, as the kernel tells it."""

from solutions.day06_streaming_exports import exam_reading
from solutions.day06_streaming_exports.exam_long import AHEAD, HALF, long_export
from solutions.day06_streaming_exports.exam_long import MOST as PAGE
from solutions.day06_streaming_exports.exam_many import archive, mark_titles
from solutions.day06_streaming_exports.exam_peak import MIB, Peak, mib
from solutions.day06_streaming_exports.exam_streams import Stream
from solutions.day06_streaming_exports.exam_watch import watched
from solutions.grading.examiner import Contradicted, Exam, question

ROOM = 10 * MIB  # what an export of some hundred usual rows may need beside the process as it is
MORE = 2 * MIB  # what the later rows of a long export may need beyond the first
COPIES = 3  # of a row's text that are held for each row beyond a page which is read ahead
MOST = 20 * MIB  # what a long export may need in all: twice what the largest right fetches do


@question(task=3)
def memory_stays_flat(exam: Exam) -> None:
    """An export of usual rows needs little; the later part of a long one needs no more."""
    seen = long_export(exam)
    aside = "memory that the process has set aside before an export"
    exam.at_most(aside, ROOM / MIB, mib(seen.aside), "MiB")
    exam.at_most("memory for an export of usual rows", ROOM / MIB, mib(seen.usual), "MiB")
    asked = f"{seen.asked}: "
    exam.at_most(f"{asked}rows of one chunk", AHEAD - 1, seen.chunk)
    exam.at_most(f"{asked}rows that are read ahead of those that came", AHEAD - 1, seen.ahead)
    if seen.others:
        raise Contradicted("processes while an export is under way", "no further one", "another")
    seen.check_rows()
    first, middle, last = seen.peaks
    exam.at_most(f"{asked}memory", MOST / MIB, mib(max(seen.peaks)), "MiB")
    more = MORE + max(0, seen.ahead - PAGE) * COPIES * seen.width
    later = max(middle, last) - first
    exam.at_most(f"{asked}memory for later rows, beyond the first", mib(more), mib(later), "MiB")
    marked = later_with_marks(exam)
    asked_too = f"{asked}memory for later rows with quotation marks, a comma and a formula"
    exam.at_most(asked_too, mib(more), mib(marked), "MiB")
    if seen.published > 3 * HALF:
        asked += "memory for the last rows, beyond those in the middle"
        exam.at_most(asked, mib(more), mib(last - middle), "MiB")


def later_with_marks(exam: Exam) -> int:
    """What the later rows of the archive need beyond the first, if their cells have to be quoted.

    They are weighed, and not read: how they are written is no matter here.
    """
    found = archive(exam)
    mark_titles()
    with watched(exam, endless=10**6):
        exam.ask("give_back")
        peak, stream = Peak(exam), Stream(exam)
        while stream.take(500) and exam_reading.most_sent(stream.body) < HALF:
            peak.look()
        exam.ask("collect")
        first = peak.anew()
        stream.rest()
        later = peak.bytes()
        stream.close()
    came = exam_reading.most_sent(stream.body)
    if came < found.published:
        asked = f"export {found.published:,} articles, with quotation marks and commas in titles"
        raise Contradicted(asked, f"{found.published:,} data rows", f"{came:,} lines")
    return later - first
