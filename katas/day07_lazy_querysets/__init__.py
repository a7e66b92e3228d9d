"""Day 7: lazy querysets."""

from katas.harness.answers import extend_path

__path__ = extend_path(__path__, __name__)
