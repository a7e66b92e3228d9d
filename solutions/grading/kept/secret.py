"""What an examination's draws come from: a secret of the output folder, and the answer's key.

Whoever knows the key alone, as the author of an answer may, cannot know what will be asked.
"""

import hmac
import os
import secrets
from pathlib import Path

NAME = ".secret"
SIZE = 32  # bytes


def secret_of(out: Path) -> bytes:
    """The folder's secret, made at the first time: 32 bytes that only its owner reads."""
    path = out / NAME
    if not path.is_file() or len(path.read_bytes()) != SIZE:
        new = out / f"{NAME}.new"
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SIZE))
        new.replace(path)
    return path.read_bytes()


def exam_seed(secret: bytes, key: str) -> str:
    """The seed of an examination: the same answer is asked the same, as long as `out` stands."""
    return hmac.new(secret, key.encode("ascii"), "sha256").hexdigest()
