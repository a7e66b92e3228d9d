"""An exam of the tiny day that tries the examiner itself: each question is a check of its own.

A question that finds a fault raises Contradicted, and the grader says that the reference's answers
do not agree.
"""

INSIDE = '''
"""What the trials have done in the sandbox."""

import datetime
import os
import socket
import threading
import time
from decimal import Decimal

from django.db import connection, transaction

from guest import wire
from katas.newsroom.models import Article


def give(agent, kind):
    class Text(str):
        __hash__ = str.__hash__
        def __eq__(self, other):
            return True
    return {
        "plain": [None, True, 1, 2**60, -0.5, "a\\ud800", b"x", (1, "2"), {"a": [1]}],
        "times": [datetime.datetime(2026, 1, 2, 3, 4, 5, 6, datetime.UTC), Decimal("1.50")],
        "subclass": Text("anything"),
        "object": object(),
    }[kind]


def deep(agent):
    found = []
    for _ in range(200):
        found = [found]
    return found


def large(agent):
    return "x" * (wire.MOST + 1)


def run(agent, sql, parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def titles(agent):
    return list(Article.objects.order_by("pk").values_list("title", flat=True))


def first_row(agent):
    row = Article.objects.order_by("pk").values_list("pk", "published", "published_at").first()
    return list(row)


def a_few(agent, count):
    rows = Article.objects.order_by("pk").iterator(chunk_size=50)
    return [next(rows).pk for _ in range(count)]


def leave_open(agent):
    global rows_left
    rows_left = Article.objects.order_by("pk").iterator(chunk_size=10)
    next(rows_left)


def change(agent, title):
    with transaction.atomic():
        first = Article.objects.order_by("pk").first()
        return Article.objects.filter(pk=first.pk).update(title=title)


def many_lines(agent, count):
    for _ in range(count):
        connection.close()
        Article.objects.exists()
    return count


def later(agent):
    def ask():
        time.sleep(0.3)
        Article.objects.count()
    threading.Thread(target=ask).start()


def fork(agent):
    try:
        child = os.fork()
    except OSError:
        return "refused"
    if not child:
        time.sleep(60)
        os._exit(0)
    return "forked"


def stand_in(agent):
    """From here on a child answers; this process waits."""
    if child := os.fork():
        os.waitpid(child, 0)
    return "heard"


def put_away(agent):
    """Where no figure of the process' memory shows it."""
    os.write(os.pipe()[1], bytes(50_000))
    os.write(os.pipe()[1], bytes(50_000))
    return "put away"


def hold(agent, size):
    global held
    try:
        held = bytearray(size)
        for place in range(0, size, 4096):
            held[place] = 1
    except MemoryError:
        return "refused"
    return "held"


def noise(agent):
    for content in (b"", b"\\x00\\x00\\x00\\x05{}{}{", b"\\xff" * 40):
        line = agent.door.open("database")
        line.sendall(content)
        line.close()
    with open(os.devnull) as file:
        socket.send_fds(agent.door._socket, [b"database"], [file.fileno()])
    agent.door.open("talk")
    agent.door.open("nothing")
    return "done"


def calls(agent, count):
    threads = [threading.Thread(target=agent.call, args=("slow", n)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return agent.call("double", 21)


def serve(agent):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain"), ("X-Two", "1"), ("X-Two", "2")])
        yield environ["PATH_INFO"].encode()
        yield b" and more"
    port, process = agent.gunicorn(lambda: application, threads=4)
    return port


def forget_the_peak(agent):
    """As an answer would that has used much and wants nobody to see it."""
    bytearray(64 * 2**20)
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except OSError:
        return "refused"
    return "forgotten"


def die(agent):
    os._exit(3)
'''
OUTSIDE = '''
"""Trials of the examiner."""

import datetime
import threading
from decimal import Decimal

from katas.newsroom.factories import seed_articles
from katas.newsroom.models import Article
from solutions.grading.examiner import BrokeOff, Contradicted, Raised, memory, question


def refused(exam, what, *asked):
    got = exam.ask(*asked)
    if not isinstance(got, Raised):
        raise Contradicted(what, "refused", got)
    return got


@question(task=1)
def values_keep_their_types(exam):
    plain = [None, True, 1, 2**60, -0.5, "a\\ud800", b"x", (1, "2"), {"a": [1]}]
    exam.same("plain values", plain, exam.ask("give", "plain"))
    moment = datetime.datetime(2026, 1, 2, 3, 4, 5, 6, datetime.UTC)
    exam.same("moments", [moment, Decimal("1.50")], exam.ask("give", "times"))
    for kind in ("subclass", "object"):
        exam.same("an opaque value", "Opaque", type(exam.ask("give", kind)).__name__)
    refused(exam, "a deep value", "deep")
    refused(exam, "a large value", "large")


@question(task=1)
def database_is_the_examiners(exam):
    seed_articles(300)
    exam.kept["titles"] = list(Article.objects.order_by("pk").values_list("title", flat=True))
    with exam.database.counting() as ledger:
        exam.same("titles", exam.kept["titles"], exam.ask("titles"))
    exam.same("statements, rows", [1, 300], [len(ledger.statements), ledger.rows])
    with exam.database.counting() as ledger:
        first = Article.objects.order_by("pk").first()
        found = [first.pk, first.published, first.published_at]
        exam.same("types of a row", found, exam.ask("first_row"))
    with exam.database.counting() as ledger:
        exam.ask("a_few", 60)
    exam.same("rows of 60 read by 50", 100, ledger.rows)


@question(task=1)
def rows_left_are_told_however_often(exam):
    with exam.database.counting():
        exam.ask("leave_open")
        found = {len(exam.database.unfinished()) for _ in range(400)}
    exam.same("statements with rows left", {1}, found)


@question(task=1)
def lines_may_be_opened_one_after_the_other(exam):
    with exam.database.counting() as ledger:
        exam.same("connections", 600, exam.ask("many_lines", 600))
    exam.same("statements", 600, len(ledger.statements))


@question(task=1)
def database_is_safe(exam):
    with exam.database.counting():
        for sql in (
            "DELETE FROM newsroom_article",
            "ATTACH DATABASE '/etc/passwd' AS x",
            "PRAGMA journal_mode = OFF",
            "SELECT load_extension('x')",
            "CREATE TABLE x (a)",
            "SELECT zeroblob(100000000)",
            "SELECT fts3_tokenizer('simple')",
            "SELECT token FROM fts3tokenize WHERE input = 'a b'",
            "SELECT name FROM dbstat",
            "SELECT 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa!' REGEXP '^(a+)+$'",
        ):
            refused(exam, sql, "run", sql, [])
        exam.database.patience = 0
        endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT sum(x) FROM n"
        refused(exam, "an endless statement", "run", endless, [])
    exam.same("whether it was interrupted", True, exam.database.interrupted)
    exam.same("rows afterwards", 300, Article.objects.count())


@question(task=1)
def database_can_be_written(exam):
    exam.database.writable = True
    with exam.database.counting():
        for sql in (
            "SELECT fts3_tokenizer('simple', x'4141414141414141')",
            "DELETE FROM sqlite_master",
        ):
            refused(exam, sql, "run", sql, [])
    with exam.database.counting() as ledger:
        exam.same("rows changed", 1, exam.ask("change", "Changed"))
    exam.same("transactions", 1, ledger.transactions)
    exam.same("title", "Changed", Article.objects.order_by("pk").first().title)
    Article.objects.filter(title="Changed").update(title=exam.kept["titles"][0])


@question(task=1)
def what_is_seen_when_rows_leave_is_told(exam):
    def look(sql, rows):
        raise Contradicted("rows that leave", "none", rows)

    exam.database.leaving = look
    with exam.database.counting():
        exam.same("what the answer gets", "OperationalError", exam.ask("titles").type)
    try:
        exam._nothing_astray()
    except Contradicted as found:
        exam.same("what is told", "rows that leave", found.asked)
        exam.database.contradicted.clear()
        return
    raise BrokeOff("it was lost")


@question(task=1)
def what_is_asked_later_is_seen(exam):
    exam.ask("later")
    import time
    for _ in range(100):
        if exam.database.stray:
            break
        time.sleep(0.05)
    exam.same("a stray statement", "SELECT COUNT(*)", "".join(exam.database.stray)[:15])
    exam.database.stray.clear()


@question(task=2)
def processes_and_memory_are_held(exam):
    exam.same("a fork", "forked", exam.ask("fork"))
    exam.same("others", 1, len(exam.session.others()))
    exam.session.alone()
    exam.same("a fork alone", "refused", exam.ask("fork"))
    rise = memory.Rise(exam.session.pid)
    exam.same("pipes", "put away", exam.ask("put_away"))
    if not 100_000 <= rise.bytes() < 2**20:
        raise Contradicted("what is put away", "about 100,000 bytes", rise.bytes())
    exam.same("32 MiB", "held", exam.ask("hold", 32 * 2**20))
    if not 30 * 2**20 < rise.bytes() < 40 * 2**20:
        raise Contradicted("memory", "about 32 MiB", rise.bytes())
    exam.same("a peak that is forgotten", "refused", exam.ask("forget_the_peak"))
    exam.session.ceiling(16 * 2**20)
    exam.same("too much", "refused", exam.ask("hold", 64 * 2**20))


@question(task=2)
def nobody_stands_in(exam):
    try:
        found = exam.ask("stand_in")
    except Contradicted:
        return
    raise BrokeOff(f"a child was {found}")


@question(task=2)
def noise_at_the_door_harms_nothing(exam):
    exam.same("noise", "done", exam.ask("noise"))
    with exam.database.counting():
        exam.same("titles", Article.objects.count(), len(exam.ask("titles")))


@question(task=2)
def services_and_servers(exam):
    together = threading.Barrier(5)
    exam.services.functions["slow"] = lambda number: together.wait(30)
    exam.services.functions["double"] = lambda number: 2 * number
    with exam.services.counting() as calls:
        exam.same("a call", 42, exam.ask("calls", 5))
        refused(exam, "an unknown service", "run_service", "x")
    exam.same("calls", [6, 5], [len(calls.made), calls.most])
    port = exam.ask("serve")
    replies = exam.at_once(*[lambda: exam.fetch(port, "/a/b") for _ in range(4)])
    for reply in replies:
        exam.same("a reply", [200, b"/a/b and more", "1, 2", True],
                  [reply.status, reply.body, reply.header("x-two"), reply.whole])


@question(task=2)
def end_is_told(exam):
    try:
        exam.ask("die")
    except BrokeOff as error:
        exam.same("its end", "the answer's process has ended", str(error))
    else:
        raise Contradicted("its end", "BrokeOff", "nothing")
'''
