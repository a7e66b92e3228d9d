"""The autograder that is uploaded to Gradescope: build.py packs it here, run.py is what runs there.

https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""
