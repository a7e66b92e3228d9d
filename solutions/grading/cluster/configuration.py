"""What dask's configuration says of TLS, tried before anything is graded, in the words of files."""

import socket
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from solutions.grading.cluster.address import NoCluster

GUIDE = "The guide: solutions/grading/CLUSTER.md, TLS."
TLS = "distributed.comm.tls"


class WrongConfiguration(NoCluster):
    """Of dask, or of the machine. The text says which setting or file, and what is wrong."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"No connection to the cluster: {fault}.\n{GUIDE}")


def check(address: str) -> None:
    """Raises WrongConfiguration for what no waiting mends, before there is a connection."""
    try:
        import dask.config
    except ValueError as error:  # a file that is no YAML
        raise WrongConfiguration(" ".join(str(error).split())) from None
    parts = urlsplit(address)
    assert parts.hostname
    if parts.scheme == "tls":
        settings = ("ca-file", "client.cert", "client.key")
        # Written into the configuration itself, as dask allows: then the connection will tell.
        if not any("\n" in str(dask.config.get(f"{TLS}.{name}", "")) for name in settings):
            check_certificates(*map(file_of, settings))
    elif dask.config.get("distributed.comm.require-encryption", None):
        raise WrongConfiguration(
            f"cluster={address} is in the clear, and dask's configuration has require-encryption:"
            " give cluster=tls://..., or take that out"
        )
    try:
        socket.getaddrinfo(parts.hostname, parts.port)
    except OSError as error:
        raise WrongConfiguration(
            f"there is no machine {parts.hostname!r} ({error.strerror}): see to cluster={address}"
        ) from None


def file_of(setting: str) -> Path:
    """That of a setting, which can be read."""
    import dask.config

    written = dask.config.get(f"{TLS}.{setting}", None)
    if not written:
        where = ", ".join(map(str, dask.config.paths))
        raise WrongConfiguration(
            f"dask's configuration has no {TLS}.{setting}; it is read from *.yaml in {where}"
        )
    file = Path(written)
    try:
        with file.open("rb"):
            return file
    except OSError as error:
        raise WrongConfiguration(f"{TLS}.{setting} is {file}: {error.strerror}") from None


def check_certificates(authority: Path, certificate: Path, key: Path) -> None:
    """That the key is the certificate's, and that it is the authority's and has not expired."""
    try:
        scheduler = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(authority))
    except ssl.SSLError:
        raise WrongConfiguration(f"{authority} is no certificate") from None
    grader = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    grader.check_hostname, grader.verify_mode = False, ssl.CERT_NONE
    try:
        for side in (scheduler, grader):
            side.load_cert_chain(certificate, key)
    except ssl.SSLError as error:
        mismatch = error.reason == "KEY_VALUES_MISMATCH"
        fault = f"{key} is not the key of" if mismatch else f"{key} is no key, or no certificate is"
        raise WrongConfiguration(f"{fault} {certificate}") from None
    scheduler.verify_mode = ssl.CERT_REQUIRED
    scheduler.verify_flags &= ~ssl.VERIFY_X509_STRICT  # as dask does
    try:
        shake_hands(scheduler, grader)
    except ssl.SSLCertVerificationError as error:
        raise WrongConfiguration(
            f"{certificate} is not valid by {authority}: {error.verify_message}"
        ) from None


def shake_hands(scheduler: ssl.SSLContext, grader: ssl.SSLContext) -> None:
    """As the two will, in memory. Raises SSLCertVerificationError."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [grader.wrap_bio(back, there), scheduler.wrap_bio(there, back, server_side=True)]
    while sides:
        for side in list(sides):
            try:
                side.do_handshake()
                sides.remove(side)
            except ssl.SSLWantReadError:
                pass
