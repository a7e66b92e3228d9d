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
    if "://" not in address:
        address = f"tcp://{address}"
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme not in ("tcp", "tls") or not parts.hostname or not port:
        raise WrongAddress(f"cluster={address} is no address. Give one like tls://scheduler:8786")
    if parts.scheme == "tcp" and not insecure and not _is_loopback(parts.hostname):
        raise WrongAddress(
            f"cluster={address} would send the students' answers in the clear.\n"
            "Set up TLS (solutions/grading/CLUSTER.md) and give cluster=tls://..., or insecure=1\n"
            "if nobody else is on that network."
        )
    return address


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
