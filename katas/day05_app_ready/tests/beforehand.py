"""What processes of the newsroom need not do themselves: it comes out the same in each."""

from importlib import import_module
from importlib.machinery import SourceFileLoader
from pathlib import Path
from pkgutil import resolve_name
from types import CodeType

from django.utils.functional import SimpleLazyObject

from katas.harness.answers import KATAS
from katas.harness.postgres import databases

# psycopg, which comes with PostgreSQL's, has to be there ahead of the clocks that the tests set.
BACKEND = f"django.db.backends.{'postgresql' if databases.are_served() else 'sqlite3'}.base"
# What Django would import in any process, while it starts or soon after. None of it reads the
# settings.
BEFOREHAND = [
    "django.contrib.auth.apps",
    "django.contrib.auth.checks",
    "django.contrib.auth.hashers",
    "django.contrib.auth.management",
    "django.contrib.auth.password_validation",
    "django.contrib.auth.validators",
    "django.contrib.contenttypes.apps",
    "django.contrib.contenttypes.checks",
    "django.contrib.contenttypes.management",
    "django.core.cache.backends.locmem",
    "django.core.checks",
    "django.core.management",
    "django.db.models",
    "django.core.management.commands.check",
    "django.core.management.commands.migrate",
    "django.core.wsgi",
    BACKEND,
    "django.db.models.sql.compiler",
    "django.forms",
    "django.urls",
    "django.utils.translation.reloader",
    "django.views.defaults",
]
# Where Django keeps patterns that any process compiles at its start or with its first query.
PATTERNS = [
    "django.core.cache.backends.base",
    BACKEND,
    "django.db.models.sql.compiler:SQLCompiler",
    "django.db.models.sql.query",
    "django.utils.text",
]
# Modules that are given and are imported anew in each process: only their code is kept.
GIVEN = [
    "harness/settings.py",
    "newsroom/__init__.py",
    "newsroom/apps.py",
    "newsroom/models.py",
    "day05_app_ready/models.py",
    "day05_app_ready/settings.py",
    "day05_app_ready/warehouse.py",
    "day05_app_ready/tests/recording_cache.py",
    "day05_app_ready/tests/settings.py",
]


def prepare() -> None:
    """Import BEFOREHAND, and compile PATTERNS and GIVEN, for all processes that are forked."""
    for name in BEFOREHAND:
        import_module(name)
    for name in PATTERNS:
        for value in vars(resolve_name(name)).values():
            # Source: _lazy_re_compile in django/utils/regex_helper.py.
            if type(value) is SimpleLazyObject:
                str(value.pattern)
    files = [str(KATAS / name) for name in GIVEN]
    codes = {file: compile(Path(file).read_bytes(), file, "exec") for file in files}
    get_code = SourceFileLoader.get_code

    def known(self: SourceFileLoader, fullname: str) -> CodeType | None:
        return codes.get(self.path) or get_code(self, fullname)

    SourceFileLoader.get_code = known  # type: ignore[assignment, method-assign]
