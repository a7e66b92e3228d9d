"""All but the titles is read into a list first, from the authors' side.

Not solved: 2, 3
"""

import csv

from django.db import DatabaseError, connection
from django.http import StreamingHttpResponse

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

GUNICORN = {"worker_class": "sync", "workers": 4, "timeout": 300}
COLUMNS = ("id", "title", "author", "word_count", "published_at")
PAGE, TITLES = 2_000, 1_000


class Echo:
    def write(self, line):
        return line


def everything():
    found = []
    with connection.cursor() as cursor:
        while len(found) % PAGE == 0:
            cursor.execute(
                "SELECT a.id, u.name, a.word_count, a.published_at FROM newsroom_author u"
                " JOIN newsroom_article a ON u.id = a.author_id WHERE a.published"
                f" ORDER BY a.id LIMIT {PAGE} OFFSET {len(found)}"
            )
            page = cursor.fetchmany(PAGE)
            found += page
            if not page:
                break
    return found


def lines():
    write = csv.writer(Echo()).writerow
    yield write(COLUMNS)
    rows = everything()
    audit.log_export(len(rows))
    for at in range(0, len(rows), TITLES):
        some = rows[at : at + TITLES]
        ids = range(some[0][0], some[-1][0] + 1)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, title FROM newsroom_article WHERE published AND id BETWEEN %s AND %s",
                [ids[0], ids[-1]],
            )
            titles = dict(cursor.fetchmany(TITLES))
        for pk, name, words, moment in some:
            yield write([pk, titles[pk], name, words, moment])


def export_articles(request):
    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")


async def aexport_articles(request):
    return export_articles(request)
