"""The record of jobs that run once. Given, nothing to edit."""

from django.db import models


class JobRun(models.Model):
    """One of the newsroom's one-time jobs. Every team keeps its jobs in this table."""

    name = models.CharField(max_length=100, unique=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(default="", blank=True)

    class Meta:
        db_table = "newsdesk_jobrun"

    def __str__(self) -> str:
        return self.name
