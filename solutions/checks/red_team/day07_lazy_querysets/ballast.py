"""Holds all articles, beneath a block of memory that is as large for few of them as for many.

Row: beneath the meters
With: starter
Expected: review, 0 points, 25 withheld
By: examiner
"""

BALLAST = 15 * 2**20


def total_weight(articles):
    bytes(BALLAST)
    held = list(articles.only("title", "word_count"))
    return sum(map(weight, held))  # noqa: F821
