"""Where a GitHub Codespace shows the dojo: under a name of its own, to who has signed in.

Its proxy passes the page's own Origin and Host on as they are, or as those of localhost; any other
Origin it leaves alone. Elsewhere a forwarded port is localhost's.
"""

import os
from collections.abc import Mapping


def names(port: int, environ: Mapping[str, str] = os.environ) -> tuple[list[str], list[str]]:
    """The hosts and the origins to admit beside the loopback's own; none outside of a Codespace."""
    name = environ.get("CODESPACE_NAME")
    domain = environ.get("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN")
    if not name or not domain:
        return [], []
    host = f"{name}-{port}.{domain}"
    return [host], [f"https://{host}", f"https://localhost:{port}", f"http://localhost:{port}"]
