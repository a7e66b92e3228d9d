"""Lines out of a stream of bytes that comes in pieces."""


class LineBuffer:
    """Feed it what has come. `rest` is the line that has not ended yet."""

    def __init__(self) -> None:
        self.rest = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that have ended with this, without their ends."""
        *lines, rest = (bytes(self.rest) + data).split(b"\n")
        self.rest = bytearray(rest)
        return lines
