"""What is better seen than read: a day's pictures, of starter, yours and reference.

`data.py` is what a day's `tests/pictures.py` gives, with the charts of `charts.py` and
`diagrams.py`; `taking.py` measures it, `figure.py` and `drawing/` make HTML of it, `terminal.py`
small pictures in text. `python -m katas.harness.pictures DAY` prints events for a page that shows
them.
"""
