"""What an answer has no business with: modules, names and attributes, each with a neutral reason.

Modules that answers do need for other things have a list of what is theirs to use instead.
"""

import sys

TESTS = "which the tests are run with"
PROCESS = "which reaches into the process that judges"
PROCESSES = "which ends, starts or signals processes"
NETWORK = "which opens connections"
FILES = "which reaches other files"
CODE = "which makes code while it runs"
METERS = "which the tests measure with"
KATA = "which belongs to the tests' side of the kata"

# By the start of the dotted name.
MODULES = {
    **dict.fromkeys(
        ["_pytest", "pytest", "pytest_django", "pytest_benchmark", "pluggy", "unittest", "mock"],
        TESTS,
    ),
    **dict.fromkeys(["doctest", "factory", "faker", "django.test", "asgiref.testing"], TESTS),
    **dict.fromkeys(["memray", "tracemalloc", "cProfile", "profile", "trace", "bdb"], METERS),
    **dict.fromkeys(["gc", "ctypes", "_ctypes", "cffi", "mmap", "faulthandler"], PROCESS),
    **dict.fromkeys(
        ["builtins", "importlib.util", "importlib.machinery", "importlib.abc"], PROCESS
    ),
    **dict.fromkeys(["importlib.reload", "imp", "pkgutil", "runpy", "zipimport", "pdb"], PROCESS),
    **dict.fromkeys(["_frozen_importlib", "_imp", "_thread", "_posixsubprocess"], PROCESS),
    **dict.fromkeys(["atexit", "site", "_signal", "resource", "readline"], PROCESS),
    **dict.fromkeys(["django.utils.autoreload", "gevent.monkey"], PROCESS),
    **dict.fromkeys(
        ["warnings.filterwarnings", "warnings.simplefilter", "warnings.filters"], TESTS
    ),
    **dict.fromkeys(["warnings.catch_warnings", "warnings.showwarning"], TESTS),
    **dict.fromkeys(["signal", "multiprocessing", "subprocess", "pty", "posix"], PROCESSES),
    **dict.fromkeys(["concurrent.futures.process", "asyncio.subprocess"], PROCESSES),
    **dict.fromkeys(
        ["socketserver", "http.server", "urllib.request", "ftplib", "smtplib"], NETWORK
    ),
    **dict.fromkeys(["requests", "httpx", "aiohttp", "ssl", "xmlrpc", "_socket"], NETWORK),
    **dict.fromkeys(["shutil", "glob", "fileinput", "linecache", "sqlite3.connect"], FILES),
    **dict.fromkeys(["importlib.resources", "zipfile", "tarfile", "dbm", "shelve"], FILES),
    **dict.fromkeys(["code", "codeop", "marshal", "pickle", "_pickle", "dill"], CODE),
    **dict.fromkeys(["solutions", "guest", "conftest", "katas.harness"], KATA),
    "katas.newsroom.factories": KATA,
    "django.db.reset_queries": METERS,
    "django.db.connection.queries": METERS,
    "django.db.connection.connection": METERS,
    "django.db.connection.execute_wrapper": METERS,
    "django.db.backends": METERS,
    "django.conf.settings.configure": PROCESS,
    "types.CodeType": CODE,
    **dict.fromkeys(
        ["asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell"], PROCESSES
    ),
    **dict.fromkeys(["asyncio.open_connection", "asyncio.start_server"], NETWORK),
    **dict.fromkeys(["asyncio.open_unix_connection", "asyncio.start_unix_server"], NETWORK),
    **dict.fromkeys(["http.client.HTTPConnection", "http.client.HTTPSConnection"], NETWORK),
    "concurrent.futures.ProcessPoolExecutor": PROCESSES,
    **dict.fromkeys(
        ["threading.settrace", "threading.setprofile", "threading.excepthook"], PROCESS
    ),
    **dict.fromkeys(["threading._shutdown", "threading._register_atexit"], PROCESS),
    **dict.fromkeys(["inspect.currentframe", "inspect.stack", "inspect.trace"], PROCESS),
    **dict.fromkeys(["inspect.getouterframes", "inspect.getinnerframes"], PROCESS),
    **dict.fromkeys(["inspect.getframeinfo", "inspect.getclosurevars"], PROCESS),
    **dict.fromkeys(["inspect.getsource", "inspect.getsourcelines", "inspect.getmodule"], FILES),
    **dict.fromkeys(["builtins.exec", "builtins.eval", "builtins.compile"], CODE),
    **dict.fromkeys(["builtins.__import__", "builtins.__builtins__"], PROCESS),
    **dict.fromkeys(["builtins.__loader__", "builtins.__spec__", "builtins.breakpoint"], PROCESS),
    **dict.fromkeys(["builtins.exit", "builtins.quit"], PROCESSES),
}
# Raised, they end more than the answer.
ENDINGS = {"builtins.SystemExit", "builtins.KeyboardInterrupt"}

# Of these modules an answer may use what is listed; `sys.modules`, files and descriptors are
# looked at one by one.
SYS = "version version_info hexversion implementation platform byteorder maxsize maxunicode "
SYS += "float_info int_info hash_info getsizeof intern stdout stderr argv exc_info exception "
SYS += "getdefaultencoding getrecursionlimit modules is_finalizing flags"
OS = "path environ getenv getpid getppid sep linesep pathsep curdir fspath fsencode fsdecode "
OS += (
    "name PathLike cpu_count process_cpu_count sched_getaffinity getcwd urandom uname times error "
)
OS += "open close write read fdopen fsync ftruncate lockf F_LOCK F_TLOCK F_ULOCK F_TEST "
OS += "remove unlink rename replace link mkdir makedirs rmdir stat fstat utime access strerror "
OS += "O_CREAT O_EXCL O_RDWR O_WRONLY O_RDONLY O_TRUNC O_APPEND O_CLOEXEC O_NOFOLLOW "
OS += "SEEK_SET SEEK_CUR SEEK_END R_OK W_OK F_OK X_OK get_terminal_size"
ALLOWED = {
    "sys": set(SYS.split()),
    "os": set(OS.split()),
    "socket": {"gethostname", "getfqdn", "timeout", "error", "gaierror"},
    "importlib": {"import_module", "metadata"},
}

# Whatever they are attributes of.
FRAMES = "reaches the frames, the globals or the code of others"
ATTRIBUTES = {
    **dict.fromkeys(["f_back", "f_globals", "f_locals", "f_builtins", "f_code", "f_trace"], FRAMES),
    **dict.fromkeys(["gi_frame", "cr_frame", "ag_frame", "tb_frame", "cell_contents"], FRAMES),
    **dict.fromkeys(["__globals__", "__builtins__", "__subclasses__", "__code__"], FRAMES),
    **dict.fromkeys(["__closure__", "__loader__", "_getframe", "_current_frames"], FRAMES),
    **dict.fromkeys(["get_stack", "__spec__"], FRAMES),
    **dict.fromkeys(["queries_log", "force_debug_cursor", "make_cursor"], METERS),
    **dict.fromkeys(
        ["make_debug_cursor", "_prepare_cursor", "execute_wrappers", "create_cursor"], METERS
    ),
    "get_new_connection": METERS,
    "pluginmanager": TESTS,
    "_exit": PROCESSES,
}
# As text, for getattr() and the like: these have no other meaning.
AS_TEXT = {name for name in ATTRIBUTES if name.startswith(("_", "f_", "gi_", "cr_", "tb_"))}
AS_TEXT |= {
    "queries_log",
    "force_debug_cursor",
    "make_cursor",
    "make_debug_cursor",
    "_prepare_cursor",
    "__import__",
}
COMPARISONS = {"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"}
PRETENDS = {"__instancecheck__", "__subclasscheck__", "__class__"}
PLAIN = {"int", "str", "float", "bytes", "list", "tuple", "dict", "set", "frozenset", "complex"}

OPENS = {"builtins.open", "io.open", "io.FileIO", "codecs.open", "os.open"}
OPENS |= {"os.remove", "os.unlink", "os.rename", "os.replace", "os.link", "os.mkdir", "os.makedirs"}
OPENS |= {"os.rmdir", "os.utime", "os.access", "os.stat", "_io.open", "_io.FileIO", "io.open_code"}
BY_NUMBER = {"os.close", "os.write", "os.read", "os.fdopen", "os.fsync", "os.ftruncate"}
BY_NUMBER |= {"os.lockf", "os.fstat"}
READS = {"read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "rglob"}
READS |= {"symlink_to", "hardlink_to"}
PATH_METHODS = {"open", "touch", "unlink", "rename", "replace", "glob", "exists", "mkdir", "walk"}

# Modules that are nobody's to be had through another module.
REACHED = {"sys", "os", "gc", "builtins", "ctypes", "subprocess", "inspect", "importlib", "socket"}
REACHED |= {"signal", "shutil", "multiprocessing", "atexit", "pytest", "_pytest", "pluggy"}
REACHED |= {"memray", "unittest", "posix"}
# What stands behind names in sys.modules that are not an answer's own.
TAKEN = set(sys.stdlib_module_names) | {"django", "katas", "asgiref", "gunicorn", "uvicorn"}
TAKEN |= {"pytest", "_pytest", "pluggy", "memray", "solutions", "guest", "pytest_django"}


def why(origin: str) -> str:
    """Why an answer has no business with a dotted name; "" if it may well have."""
    parts = origin.split(".")
    for place in range(len(parts) - 1, 0, -1):
        if parts[place] in REACHED and ".".join(parts[: place + 1]) not in MODULES:
            return f"reaches {'.'.join(parts[place:])} through {'.'.join(parts[:place])}"
    # A name that is bound nowhere is a built-in one: of those, only some are listed.
    least = 1 if parts[0] == "builtins" and len(parts) > 1 else 0
    for length in range(len(parts), least, -1):
        if reason := MODULES.get(".".join(parts[:length])):
            return f"uses {origin.removeprefix('builtins.')}, {reason}"
    if len(parts) > 1 and parts[0] in ALLOWED and parts[1] not in ALLOWED[parts[0]]:
        return f"uses {origin}, {PROCESS}"
    return ""
