"""Where the scheduler is, and whether what goes there is encrypted."""

import ipaddress
from urllib.parse import urlsplit


class WrongAddress(Exception):
    """The cluster's address cannot be used. The text says why."""


class NoCluster(Exception):
    """There is no scheduler, or no worker that fits. The text says what was tried."""


def checked(address: str, insecure: bool) -> str:
    """The address. Raises WrongAddress for one in the clear that is another machine's.

    insecure: take it all the same.
    """
    given, address = address, address if "://" in address else f"tcp://{address}"
    wrong = WrongAddress(f"cluster={given} is no address. Give one like tls://scheduler:8786")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise wrong from None
    more = parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None
    if parts.scheme not in ("tcp", "tls") or not parts.hostname or not port or more:
        raise wrong
    if parts.scheme == "tcp" and not insecure and not _is_loopback(parts.hostname):
        raise WrongAddress(
            f"cluster={given} would send the students' answers in the clear.\n"
            "Set up TLS (solutions/grading/CLUSTER.md) and give cluster=tls://..., or insecure=1\n"
            "if nobody else is on that network."
        )
    return f"{parts.scheme}://{parts.netloc}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
