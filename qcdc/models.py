"""The one row the wiring keeps: when the worker last carried out a task."""

from django.db import models


class Pulse(models.Model):
    """A process's last sign of life, written through the whole way beat → broker → worker."""

    name = models.CharField(max_length=40, primary_key=True)
    beaten_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.beaten_at:%Y-%m-%d %H:%M:%S}"
