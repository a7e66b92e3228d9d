"""What all checks need of the process that they run in."""

import signal

# A shell that starts the checks in its background has SIGINT ignored, and programs inherit that:
# Ctrl-C would do nothing to those that the checks start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
