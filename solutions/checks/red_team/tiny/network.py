"""Connects to the world, and breaks if it can.

Row: uses up
With: right
Expected: review, 0 points, 100 withheld
By: reading
"""

import socket

for address in (("198.51.100.7", 80), ("127.0.0.1", 22)):
    try:
        socket.create_connection(address, 0.5)
    except OSError:
        continue
    raise AssertionError(address)
