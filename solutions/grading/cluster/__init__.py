"""Grades on a dask.distributed cluster: the executor at the grader's, and what runs on a worker."""
