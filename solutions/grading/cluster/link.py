"""The line to a scheduler: made, and made again when it is lost."""

import logging
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from ssl import SSLCertVerificationError, SSLError

from distributed import Client
from distributed.comm.core import FatalCommClosedError

from solutions.grading.cluster.address import NoCluster

PATIENCE = 600.0  # seconds without a scheduler, without a worker, or for its answer
AGAIN = 5.0  # seconds between two tries to reach the scheduler
SOON = 3.0  # seconds after which waiting is said
# What waiting does not mend: a certificate or a file of dask's configuration is wrong, or missing.
MISTAKES = (SSLError, FileNotFoundError, PermissionError, TypeError, RuntimeError, ValueError)

IN_THE_CLEAR = "it speaks in the clear, without TLS"
REFUSALS = {
    "WRONG_VERSION_NUMBER": IN_THE_CLEAR,
    "TLSV1_ALERT_UNKNOWN_CA": "it refuses our certificate, as another authority's",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "it wants a certificate",
}


class Link:
    """A grading's; use it as a context. say: tells the instructor. client: dask's."""

    client: Client

    def __init__(self, address: str, say: Callable[[str], None]) -> None:
        self.address, self.say = address, say
        self._well = time.monotonic()
        self._waits = False

    def __enter__(self) -> "Link":
        logging.disable()  # what there is to say is said here
        warnings.filterwarnings("ignore", module="distributed")
        self._connect()
        return self

    def __exit__(self, *error: object) -> None:
        self.client.close(timeout=AGAIN)

    def threads(self) -> dict[str, int]:
        """The workers that there are, with the threads of each. Raises OSError."""
        self.check()
        found: dict[str, int] = self.client.nthreads(callback_timeout=PATIENCE)
        return found

    def check(self) -> None:
        """Raises OSError if the scheduler was lost."""
        if self.client.status != "running":
            raise OSError("the connection was closed")

    def reconnect(self, why: str) -> None:
        """After a loss. Raises NoCluster."""
        self.say(f"{self.address} is lost: {why}. What was under way is given again.")
        with suppress(OSError):
            self.client.close(timeout=AGAIN)
        self.is_well()
        self._connect()

    def _connect(self) -> None:
        """Raises NoCluster if there is no scheduler for long, or it speaks otherwise."""
        while True:
            try:
                self.client = Client(self.address, timeout=AGAIN)
                return
            except (*MISTAKES, FatalCommClosedError) as error:
                raise NoCluster(
                    f"{self.address} cannot be spoken to: {cause(error)}\n"
                    "See to the certificates and to dask's configuration"
                    " (solutions/grading/CLUSTER.md)."
                ) from error
            except OSError as error:
                self.be_patient(f"{self.address} does not answer ({cause(error)})", PATIENCE)
                time.sleep(AGAIN)

    def is_well(self) -> None:
        """There is a scheduler with a worker."""
        self._well, self._waits = time.monotonic(), False

    def be_patient(self, what: str, seconds: float) -> None:
        """Wait, and say so once. Raises NoCluster after as many seconds without all being well.

        What is over at once, such as a meeting with workers that know this grading, is not said.
        """
        passed = time.monotonic() - self._well
        if passed > seconds:
            raise NoCluster(
                f"{what}, for {seconds / 60:g} minutes. What was graded is kept; when the cluster"
                " is back, the same command goes on from here."
            )
        if passed > SOON and not self._waits:
            self._waits = True
            self.say(f"{what}: waiting, {seconds / 60:g} minutes at most")


def cause(error: BaseException) -> str:
    """Why there is no connection: what lies behind what dask says."""
    for each in chain(error):
        if isinstance(each, SSLCertVerificationError):
            return f"its certificate is not valid by our ca-file: {each.verify_message}"
        if isinstance(each, SSLError) and each.reason in REFUSALS:
            return REFUSALS[each.reason]
        # It greeted before it was asked for TLS (tornado.iostream: IOStream.start_tls).
        if isinstance(each, ValueError) and "not idle" in str(each):
            return IN_THE_CLEAR
        if isinstance(each, ConnectionResetError):
            return f"{each.strerror}; has it TLS, as in tls://...?"
        if isinstance(each, ConnectionRefusedError):
            return f"{each.strerror}"
    return short(error)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """It, and what it comes of."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def short(error: BaseException) -> str:
    """What dask says, without where in dask it was."""
    first = (str(error).splitlines() or [type(error).__name__])[0]
    return first.rpartition(">: ")[2]
