"""Whether functions are still the ones that they were before the answer was loaded."""

import builtins
import sys
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

from .frame_owner import Places

# Nobody replaces these, not even for a while that outlasts a test.
FIXED = {"katas", "pytest", "_pytest", "pluggy", "pytest_django", "pytest_benchmark", "guest"}
FIXED |= {"builtins", "memray"}
# Tests and fixtures replace some of these by functions that were there before the answer.
OTHERS = {"django", "asgiref", "factory", "sqlite3", "_sqlite3", "unittest", "threading", "_thread"}
OTHERS |= {"time", "datetime", "_datetime", "json", "_json", "os", "posix", "io", "_io", "sys"}
OTHERS |= {"random", "gc", "signal", "_signal", "socket", "_socket", "select", "subprocess"}
OTHERS |= {"asyncio", "_asyncio", "inspect", "traceback", "contextlib", "functools", "operator"}
OTHERS |= {"itertools", "collections", "re", "copy", "importlib", "weakref", "hmac"}
HEAP, IMMUTABLE = 1 << 9, 1 << 8  # CPython's Include/object.h: Py_TPFLAGS_*
METHODS = (classmethod, staticmethod, property)
WRAPPED = 4  # functions around each other, at most
BUILTINS = set(vars(builtins))


class Identity:
    """The functions of all loaded modules that matter, as they are now."""

    def __init__(self, places: Places) -> None:
        self.codes: set[int] = set()
        self._kept: list[Any] = []
        self._owners: list[tuple[str, bool, Mapping[str, Any], dict[str, Any]]] = []
        self._functions: list[tuple[str, bool, FunctionType, tuple[Any, ...]]] = []
        self._cells: list[tuple[str, Any, Any]] = []
        self._modules: dict[str, ModuleType] = {}
        seen: set[int] = set()
        for name, module in list(sys.modules.items()):
            family = name.partition(".")[0]
            file = getattr(module, "__file__", None) or ""
            if family in FIXED | OTHERS and not places.answers(file):
                self._modules[name] = module
                fixed = family in FIXED
                self._owner(name, fixed, vars(module), seen)
        for module in list(sys.modules.values()):
            for value in list(vars(module).values()):
                for function in functions(value):
                    self._code(function.__code__)

    def _owner(self, name: str, fixed: bool, owner: Mapping[str, Any], seen: set[int]) -> None:
        kept = {key: value for key, value in owner.items() if is_code(value)}
        self._owners.append((name, fixed, owner, kept))
        for key, value in kept.items():
            if issubclass(type(value), type):
                flags = value.__flags__
                if id(value) in seen or not flags & HEAP or flags & IMMUTABLE:
                    continue
                seen.add(id(value))
                self._owner(f"{value.__module__}.{value.__qualname__}", fixed, vars(value), seen)
            for function in functions(value):
                if id(function) not in seen:
                    seen.add(id(function))
                    where = f"{name}.{key}"
                    self._functions.append((where, fixed, function, state(function)))
                    self._code(function.__code__)
                    if fixed:
                        for cell in function.__closure__ or ():
                            if callable(content := contents(cell)):
                                self._cells.append((where, cell, content))

    def _code(self, code: CodeType) -> None:
        if id(code) not in self.codes:
            self.codes.add(id(code))
            self._kept.append(code)
            for each in code.co_consts:
                if isinstance(each, CodeType):
                    self._code(each)

    def known(self, value: object) -> bool:
        """Whether it is a function whose code was there before the answer."""
        found = functions(value)
        return bool(found) and all(id(function.__code__) in self.codes for function in found)

    def changed(self, all_of_it: bool = True) -> Iterator[str]:
        """The names of what is not as it was. all_of_it: not only what nobody may replace."""
        for name, module in self._modules.items():
            # A day's fixtures import given modules anew.
            if sys.modules.get(name) is not module and not name.startswith("katas.day"):
                yield f"the module {name}"
        for name, fixed, owner, kept in self._owners:
            if not (fixed or all_of_it):
                continue
            for key, value in kept.items():
                now = owner.get(key)
                if now is not value and not (not fixed and self.known(now)):
                    yield f"{name}.{key}"
            if fixed and len(owner) != len(kept):
                for key in BUILTINS & (owner.keys() - kept.keys()):
                    if is_code(owner[key]):
                        yield f"{name}.{key}"
        for where, fixed, function, (code, defaults, kwdefaults) in self._functions:
            if (fixed or all_of_it) and not (
                function.__code__ is code
                and function.__defaults__ is defaults
                and function.__kwdefaults__ is kwdefaults
            ):
                yield where
        for where, cell, content in self._cells:
            if contents(cell) is not content:
                yield where


def is_code(value: object) -> bool:
    """A function, a class, or what stands for one in a class."""
    # By its type: lazy objects of Django's do their work when they are asked for their class.
    return callable(value) or issubclass(type(value), METHODS)


def functions(value: Any) -> list[FunctionType]:
    """The Python functions of a member of a module or class, with those that they wrap."""
    kind = type(value)
    if kind is FunctionType:
        waiting = [value]
    elif not issubclass(kind, METHODS):
        return []
    elif issubclass(kind, property):
        waiting = [value.fget, value.fset, value.fdel]
    else:
        waiting = [value.__func__]
    found = []
    for each in waiting:
        for _ in range(WRAPPED):
            if type(each) is not FunctionType:
                break
            found.append(each)
            each = each.__dict__.get("__wrapped__")
    return found


def state(function: FunctionType) -> tuple[Any, ...]:
    return function.__code__, function.__defaults__, function.__kwdefaults__


def contents(cell: Any) -> object:
    try:
        return cell.cell_contents
    except ValueError:  # empty
        return None


def hooks(manager: Any) -> dict[str, list[Callable[..., Any]]]:
    """pytest's hooks: the functions that each of them calls, in order."""
    return {
        name: [each.function for each in caller.get_hookimpls()]
        for name, caller in vars(manager.hook).items()
        if hasattr(caller, "get_hookimpls")
    }
