"""A database backend of Django's that has no database: it asks the examiner's, over a socket."""
