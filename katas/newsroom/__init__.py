"""The newsroom: the Django app that all days share."""
