"""What changes of rows drop from the caches: each delete is counted here, where the caches lie."""

import random
from typing import Any

from katas.day05_app_ready.models import JobRun
from katas.newsroom.models import Article
from solutions.day05_app_ready import exam_command_lines as lines_of
from solutions.day05_app_ready.exam_again import Again
from solutions.day05_app_ready.exam_newsroom import KEY, SETTINGS, THEIRS, Newsroom, Process
from solutions.day05_app_ready.exam_starts import named, started
from solutions.day05_app_ready.exam_steps import NOTED, Step, Steps
from solutions.grading.examiner import Contradicted, Exam

# The cache that is the default one, and the one that is not: name and key of each.
OURS, OTHER = ("ours", KEY), ("theirs", THEIRS)


def command_lines(draws: random.Random) -> list[str]:
    """One of each kind: whoever spares some processes the receivers knows them by these."""
    found = [lines_of.other(draws, "test"), lines_of.other(draws, "migrate")]
    found.append(lines_of.server(draws, "gunicorn"))
    found.append(lines_of.runserver(draws, draws.choice(["", "reloaded", "noreload"])))
    some = [lines_of.script, lambda it: lines_of.other(it, "build_front_page"), lines_of.server]
    found.append(draws.choice(some)(draws))
    return draws.sample(found, len(found))


def dropped(exam: Exam) -> None:
    """Task 2: several processes, in any order, each with what may happen to it before."""
    newsroom = Newsroom(exam)
    steps = Steps(exam)
    scenes = [in_production, among_others, with_other_caches, built_early, in_any_process]
    lines = command_lines(exam.random)
    for scene, argv in zip(exam.random.sample(scenes, 5), lines, strict=True):
        played = Scene(newsroom, steps)
        scene(played, argv)


class Scene:
    """One process and what was asked of it so far, in words."""

    def __init__(self, newsroom: Newsroom, steps: Steps) -> None:
        self.newsroom, self.steps, self.exam = newsroom, steps, newsroom.exam
        self.process: Process
        self.before = ""
        self.default, self.other = OURS, OTHER

    def tell(self, words: str, name: str, *arguments: Any) -> None:
        self.before += f"; {words}" if self.before else words
        self.process.tell(self.before, name, *arguments)

    def take(self, step: Step) -> None:
        """Make the change beside a page in each cache, and what others keep there."""
        exam, caches, pid = self.exam, self.newsroom.caches, self.process.pid
        asked = f"{self.before}; {step.words}"
        if step.rows:
            Article.objects.bulk_create(step.rows, ignore_conflicts=True)
        pages, others = {}, {}
        for name, key in (self.default, self.other):
            cache = caches.of(pid, name)
            cache |= self.steps.strangers()
            cache[key] = pages[name] = self.newsroom.word()
            others[name] = {each: value for each, value in cache.items() if each != key}
        name, key = self.default
        caches.dropped.clear()
        crunched = len(self.newsroom.warehouse.pages)
        kept_jobs = stored()
        put_back = step.alone and exam.random.random() < 0.6

        def write(sql: str) -> None:
            if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "newsroom_article" in sql:
                caches.of(pid, name)[key] = pages[name]

        exam.database.failing = write if put_back else None
        self.process.tell(asked, *step.deed)
        exam.database.failing = None
        if step.title is not None:
            self.steps.titles[step.title[0]] = step.title[1]
        drops = [(where, what) for who, where, what in caches.dropped if who == pid]
        gone = key not in caches.of(pid, name)
        self.judge(step, asked, drops.count((name, key)), gone, put_back)
        if "in a request" in step.deed:
            self.process.tell(f"{asked}; the end of the request", "end_request")
        unasked = [where for where in drops if where != (name, key)]
        exam.same(f"{asked}: what else is deleted from caches", [], unasked)
        for name in others:
            kept = {each: caches.of(pid, name).get(each) for each in others[name]}
            exam.same(f"{asked}: what others keep in the caches", others[name], kept)
        name, key = self.other
        exam.same(f"{asked}: the page in the other cache", pages[name], caches.of(pid, name)[key])
        crunches = len(self.newsroom.warehouse.pages) - crunched
        exam.same(f"{asked}: calls of crunch_front_page()", 0, crunches)
        # What is stored at a start is judged by others' tasks.
        exam.same(f"{asked}: the stored jobs and pages", kept_jobs, stored())

    def judge(self, step: Step, asked: str, drops: int, gone: bool, put_back: bool) -> None:
        if step.least is None:
            return
        often = step.least <= drops <= step.most
        if not often or gone is not (step.most > 0):
            if put_back:
                asked += ", while a reader puts the old page back just before the row is written"
            raise Contradicted(asked, wanted(step), happened(drops, gone))


def stored() -> list[tuple[Any, ...]]:
    rows = JobRun.objects.exclude(name__startswith=NOTED)
    return list(rows.order_by("pk").values_list())


def wanted(step: Step) -> str:
    if not step.most:
        return '"front-page" stays in the cache'
    how = "once" if step.most == 1 else "" if step.most > 9 else f"at most {step.most} times"
    return f'"front-page" is deleted from the default cache {how}'.strip() + ", and gone"


def happened(drops: int, gone: bool) -> str:
    times = {0: "not deleted", 1: "deleted once"}.get(drops, f"deleted {drops} times")
    return f"it was {times}, and is {'gone' if gone else 'still there'}"


def begin(scene: Scene, argv: str, debug: bool, listened: bool = False) -> None:
    scene.process = started(scene.newsroom, argv, debug, listened)
    scene.before = named(argv, debug)


def in_production(scene: Scene, argv: str) -> None:
    """All kinds of changes, with DEBUG=False and after a garbage collection."""
    begin(scene, argv, False)
    scene.process.ask("run_init_job")
    scene.tell("gc.collect()", "collect")
    for step in scene.steps.all():
        scene.take(step)
    check_rows(scene)


def check_rows(scene: Scene) -> None:
    asked = f"{scene.before}; many changes: the titles that are stored"
    expected = sorted(scene.steps.titles.values())
    rows = Article.objects.filter(pk__in=scene.steps.titles).values_list("title", flat=True)
    scene.exam.same(asked, expected, sorted(rows))


def among_others(scene: Scene, argv: str) -> None:
    """Receivers of others are there first; ready() runs again, on this config and on a new one."""
    begin(scene, argv, scene.exam.random.random() < 0.5, True)
    scene.before += ", in which others listen to articles"
    for step in scene.steps.some(2):
        scene.take(step)
    for _ in range(scene.exam.random.randint(1, 3)):
        scene.tell("ready() again", "ready_again")
    for step in scene.steps.some(2):
        scene.take(step)
    scene.tell("override_settings(INSTALLED_APPS=...)", "new_config")
    for step in scene.steps.some(2):
        scene.take(step)
    scene.tell("its end", "old_config")
    scene.tell("gc.collect()", "collect")
    for step in scene.steps.some(3):
        scene.take(step)


def with_other_caches(scene: Scene, argv: str) -> None:
    """The same objects all along; the default cache changes meanwhile, and changes back."""
    begin(scene, argv, scene.exam.random.random() < 0.5)
    again = Again(scene.steps, scene.process).steps()
    for step in scene.steps.some(2) + again[:2]:
        scene.take(step)
    scene.tell("override_settings(CACHES=...)", "replace_caches")
    scene.default, scene.other = OTHER, OURS
    for step in scene.steps.some(2) + again[2:4]:
        scene.take(step)
    scene.tell("its end", "restore_caches")
    scene.default, scene.other = OURS, OTHER
    for step in again[4:] + scene.steps.some(2):
        scene.take(step)


def built_early(scene: Scene, argv: str) -> None:
    """startup was imported before Django was set up, and before it knew any settings."""
    early = scene.exam.random.random() < 0.5
    debug = scene.exam.random.random() < 0.5
    line, env = lines_of.parted(argv)
    scene.process = scene.newsroom.process(line, debug=debug, settings=not early, **env)
    scene.before = f"in a process as {argv}"
    scene.tell("import startup", "start", "early")
    scene.tell(f"django.setup(), with DEBUG={debug}", "set_up", SETTINGS if early else "")
    for step in scene.steps.some(3):
        scene.take(step)


def in_any_process(scene: Scene, argv: str) -> None:
    """A worker that was forked after django.setup()."""
    begin(scene, argv, scene.exam.random.random() < 0.7)
    scene.process = scene.process.fork()
    scene.before += "; then in a worker that is forked from it"
    for step in scene.steps.some(3):
        scene.take(step)
