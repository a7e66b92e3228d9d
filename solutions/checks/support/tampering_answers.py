"""Answers of the tiny day that meddle with their examination, spelled so that reading finds little.

All names that would give them away are taken apart.
"""

from solutions.checks.support.tiny_project import RIGHT

HELP = """
def name(*parts):
    return "".join(parts)

def module(*parts):
    return __import__(name(*parts), fromlist=["x"])

"""
FORGED = """
import os
pair = [("test_double", 1), ("test_double_of_zero", 1), ("test_shout", 2)]
RULES = ["A number comes back doubled.", "Zero stays zero.", "Text comes back in capitals."]
run = {"event": "run", "tests": [
    {"id": t, "task": n, "rule": r} for (t, n), r in zip(pair, RULES)]}
lines = [run]
lines += [{"event": "test", "id": t, "task": n, "outcome": "passed"} for t, n in pair]
lines += [{"event": "end", "status": 0}]
text = "".join(module("js", "on").dumps(each) + "\\n" for each in lines).encode()
for number in range(3, 60):
    try:
        if module("st", "at").S_ISFIFO(os.fstat(number).st_mode):
            os.write(number, text)
    except OSError:
        pass
getattr(os, name("_ex", "it"))(0)
"""
# name: (code of the answer, what the reason says)
MEDDLING = {
    "requires nothing": (
        'verdicts = module("katas.harness.ver", "dicts")\n'
        'setattr(verdicts, name("requ", "ire"), lambda ok, **k: None)\n',
        "katas.harness.verdicts.require has been replaced",
    ),
    "requires nothing, by its code": (
        'f = getattr(module("katas.harness.ver", "dicts"), name("requ", "ire"))\n'
        'setattr(f, name("__co", "de__"), (lambda ok, **k: None).__code__)\n',
        "it rebuilds functions (__code__)",
    ),
    "explains all away": (
        'explain = module("katas.harness.run.ex", "plain")\n'
        'setattr(explain, name("outcome", "_of"), lambda e, f: ("passed", None))\n',
        "katas.harness.run.explain.outcome_of has been replaced",
    ),
    "shadows a builtin of the tests": (
        'setattr(module("katas.day09_tiny.te", "sts.test_answer"), name("is", "instance"), id)\n',
        "katas.day09_tiny.tests.test_answer.isinstance has been replaced",
    ),
    "stops the clock": (
        'setattr(module("ti", "me"), name("mono", "tonic"), lambda: 1.0)\n',
        "time.monotonic has been replaced",
    ),
    "counts no queries": (
        'tap = getattr(module("katas.harness.meters.data", "base"), name("T", "ap"))\n'
        'setattr(tap, name("_no", "te"), lambda self, sql: None)\n',
        "katas.harness.meters.database.Tap._note has been replaced",
    ),
    "looks at its callers": (
        'getattr(module("s", "ys"), name("_get", "frame"))(0)\n',
        "sys._getframe",
    ),
    "looks at frames of an error": (
        "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n"
        '    getattr(error.__traceback__, name("tb_", "frame"))\n',
        "tb_frame",
    ),
    "looks at all objects": (
        'getattr(module("g", "c"), name("get_", "objects"))()\n',
        "gc.get_objects",
    ),
    "looks at its descriptors": (
        'import os\nos.listdir(name("/pr", "oc/self/fd"))\n',
        "/proc/self/fd",
    ),
    "traces": (
        'getattr(module("thr", "eading"), name("set", "trace"))(lambda *a: None)\n',
        "threading.settrace has been set",
    ),
    "handles signals": (
        "import signal\nsignal.signal(signal.SIGUSR1, lambda *a: None)\n",
        "the handler of signal 10",
    ),
    "leaves a thread": (
        "import threading, time\n"
        "def wait():\n    time.sleep(60)\n"
        "threading.Thread(target=wait, daemon=True).start()\n",
        "a thread still runs it",
    ),
    "starts a process": (
        'import os\nif getattr(os, name("fo", "rk"))() == 0:\n'
        '    getattr(os, name("_ex", "it"))(0)\n',
        "it starts or signals processes",
    ),
    "sets a variable": (
        'import os\nos.environ[name("PYTEST_", "ADDOPTS")] = "-x"\n',
        "the variable PYTEST_ADDOPTS",
    ),
    "makes up the whole record": (FORGED, "does not carry the seal"),
}


def answer(code: str) -> str:
    """The whole answer: a right one, and what it does besides."""
    return RIGHT + HELP + code
