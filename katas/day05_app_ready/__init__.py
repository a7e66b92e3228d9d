"""Day 5: AppConfig.ready()."""

from katas.harness.answers import extend_path

__path__ = extend_path(__path__, __name__)
