"""How are starter, yours and reference measured side by side? Each in a process of its own.

`process.py` is the parent's end; `__main__.py` runs in the process, which loads one answer.
"""
