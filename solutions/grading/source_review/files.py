"""Files, descriptors and modules that an answer makes, told from those that are there already.

An answer may have files of its own in the temporary folder, and lock files (Day 5's job runs once,
however many processes start it).
"""

import ast
import re
from collections.abc import Iterator

from solutions.grading.source_review import rules
from solutions.grading.source_review.names import Scope
from solutions.grading.source_review.origins import DEEP, origin, text_of

TEMPORARY = (
    "tempfile",
    "django.conf.settings",
    "os.environ",
    "os.getenv",
    "django.core.files.temp",
)
LOCK = re.compile(r"lock|lck|\.pid$|\.done$|\.flag$", re.IGNORECASE)
ELSEWHERE = re.compile(
    r"^/(?!tmp\b|var/tmp\b|run/lock\b|var/lock\b|dev/shm\b)|^~|(^|/)\.\.(/|$)|proc/|dev/fd"
    r"|\.(pyc?|toml|ini|cfg|pth|so)$"
)
OWN = {"__name__", "__package__"}


class Files:
    """scope: the module's."""

    def __init__(self, scope: Scope) -> None:
        made = [value for values in scope.bound.values() for value in values]
        texts = [value for value in made if isinstance(value, str)]
        self.has_locks = any(text.startswith((":tempfile", ":fcntl")) for text in texts)

    def of_call(self, node: ast.Call, called: str, scope: Scope) -> str:
        """Why a call touches files that are not the answer's own; "" if it does not."""
        first = node.args[0] if node.args else None
        if called in rules.BY_NUMBER and first is not None:
            made = any(is_opened(each) for each in leaves(first, scope))
            return "" if made else f"uses {called} on a descriptor that it did not open"
        if called in rules.OPENS and first is not None:
            if is_number(first):
                return f"uses {called.removeprefix('builtins.')} on a descriptor by its number"
            return self.of_path(first, scope, called.removeprefix("builtins."))
        if isinstance(node.func, ast.Attribute):
            name, base = node.func.attr, node.func.value
            if name in rules.READS or (name in rules.PATH_METHODS and is_path(base, scope)):
                return self.of_path(base, scope, f".{name}()")
        return ""

    def of_path(self, path: ast.expr, scope: Scope, what: str) -> str:
        found = list(leaves(path, scope))
        texts = [text for kind, text in found if kind == "text"]
        origins = [text for kind, text in found if kind == "origin"]
        unknown = any(kind == "unknown" for kind, _ in found)
        if any(ELSEWHERE.search(text) for text in texts):
            return f"opens a file that is not its own ({what})"
        if any(LOCK.search(text) for text in texts) or any(
            o.startswith(TEMPORARY) for o in origins
        ):
            return ""
        if self.has_locks and unknown:
            return ""
        if texts and not unknown and "__file__" not in origins and len(texts) == len(found):
            return "" if all("/" not in text for text in texts) else f"opens a file ({what})"
        return f"opens a file of which it cannot be told whose it is ({what})"

    def of_modules(self, key: ast.expr, value: ast.expr | None, scope: Scope) -> str:
        """Why a change of sys.modules is none of the answer's own modules; "" if it is."""
        text = text_of(key)
        if value is None:
            return "changes sys.modules"
        if text is not None:
            return f"replaces the module {text}" if text.split(".")[0] in rules.TAKEN else ""
        made = {name for kind, name in leaves(value, scope) if kind == "origin"}
        if is_own_name(key, scope) or "types.ModuleType" in made:
            return ""
        return "changes sys.modules under a name that is put together while it runs"


def is_own_name(name: ast.expr, scope: Scope, deep: int = DEEP) -> bool:
    """Whether a module's name that is put together begins with all of what names the answer itself:
    its module, its package, its app, its day."""
    if deep == 0:
        return False
    match name:
        case ast.Constant(value=str(text)):
            return text.startswith("katas.day")
        case ast.Attribute(attr="name" | "__name__" | "__module__"):
            return True
        case ast.Name(id=own) if own in OWN:
            return True
        case ast.Name(id=bound):
            values, home = scope.find(bound) or ([], scope)
            return bool(values) and all(
                isinstance(each, ast.expr) and is_own_name(each, home, deep - 1) for each in values
            )
        case (
            ast.JoinedStr(values=[first, *_])
            | ast.FormattedValue(value=first, conversion=-1, format_spec=None)
            | ast.BinOp(left=first, op=ast.Add())
        ):
            return is_own_name(first, scope, deep - 1)
    return False


def leaves(node: ast.AST, scope: Scope, deep: int = DEEP) -> Iterator[tuple[str, str]]:
    """What an expression is made of: texts, origins and names of unknown things."""
    if isinstance(node, ast.Constant):
        yield "text", str(node.value)
    elif name := origin(node, scope):
        yield "origin", name
    elif isinstance(node, ast.Name) and node.id in OWN | {"__file__"}:
        yield "origin", node.id
    elif isinstance(node, ast.Name):
        values, home = scope.find(node.id) or ([], scope)
        expressions = [value for value in values if isinstance(value, ast.AST)]
        if not expressions or deep == 0:
            yield "unknown", node.id
        for value in expressions if deep else ():
            yield from leaves(value, home, deep - 1)
    elif isinstance(node, ast.Attribute | ast.Call) and deep:
        for child in ast.iter_child_nodes(node):
            yield from leaves(child, scope, deep - 1)
        if isinstance(node, ast.Attribute) and node.attr == "fileno":
            yield "origin", "fileno"
    elif deep:
        for child in ast.iter_child_nodes(node):
            yield from leaves(child, scope, deep - 1)


def is_opened(leaf: tuple[str, str]) -> bool:
    kind, name = leaf
    return kind == "origin" and (name in ("os.open", "fileno") or name.startswith("tempfile."))


def is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int)


def is_path(node: ast.expr, scope: Scope) -> bool:
    found = [text for kind, text in leaves(node, scope) if kind == "origin"]
    return any(text.startswith("pathlib") or text == "__file__" for text in found)
