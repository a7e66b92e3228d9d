"""Other people's code, run apart from this machine: the host's side. Inside runs `guest/`."""
