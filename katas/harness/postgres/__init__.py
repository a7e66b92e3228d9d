"""PostgreSQL for a command, with nothing to install beforehand: `make kata day=7 db=postgres`.

`provide.py` is what a command calls: the server that DATABASE_URL names, or one of the command's
own. Either has a keeper (`keeper.py`), a process that outlives the command by as long as it takes
to clear up. `databases.py`: what each run has on the server.
"""
