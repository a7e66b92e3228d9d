"""Names that the answer's own source has: requests that bear one are stamped like any other."""

from urllib.parse import quote

from solutions.day01_request_lifecycle.exam_desk import replies
from solutions.day01_request_lifecycle.exam_headers import check_region, durations
from solutions.day01_request_lifecycle.exam_requests import Case, ask_all
from solutions.day01_request_lifecycle.exam_visitors import Visitors
from solutions.grading.examiner import Contradicted, Exam
from solutions.grading.examiner.names import as_headers
from solutions.grading.examiner.said import visitors as said_by


def by_any_name(exam: Exam, visitors: Visitors, kind: str, index: int, region: str) -> None:
    """Requests that go by one name of the answer's source: its path, a parameter, a header.

    Then by all of them at once, with each other's as their values, and in what everybody says.
    """
    draws = exam.random
    cases: list[Case] = []
    route = "apage" if kind == "asgi" else ""  # under ASGI, a synchronous one needs a thread
    for name in exam.names:
        base, said = quote(name.strip("/")), f"{quote(name, safe='')}={draws.choice(['1', 'true'])}"
        if base.split("/")[0] not in visitors.firsts:
            ends = ["", "/", f"/{draws.randrange(10**6)}/"]
            nowhere = [visitors.request(f"/{base}{end}") for end in ends]
            cases += [(request, {"kind": "unknown"}) for request in nowhere]
        sent = [(header, draws.choice(["1", "true"])) for header in as_headers([name])]
        pages = [visitors.request(f"{visitors.path(route, 'page/')}?{said}")]
        pages += [visitors.request(visitors.path(route), headers=[each]) for each in sent]
        cases += [(request, {"kind": "text", "body": "still"}) for request in pages]
    for query, headers in said_by(draws, exam.names):
        page = visitors.request(visitors.path(route, "page/") + f"?{query}", headers=headers)
        cases.append((page, {"kind": "text", "body": "still"}))
    asked = f"requests by names of your source through the {kind.upper()} handler"
    found = replies(asked, len(cases), ask_all(exam, index, cases))
    wrong: list[Contradicted] = []
    for (request, _), reply in zip(cases, found, strict=True):
        try:
            check_region(f"{asked}: {request[:3]}", region, reply)
            durations(f"{asked}: {request[:3]}", reply)
        except Contradicted as each:
            wrong.append(each)
    if wrong:  # the plainest one is told
        raise min(wrong, key=lambda each: len(each.asked))
