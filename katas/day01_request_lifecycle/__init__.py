"""Day 1: the request lifecycle."""

from katas.harness.answers import extend_path

__path__ = extend_path(__path__, __name__)
