"""The scoring app: the ruler – what is asked, until when, how points are counted."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = "Bộ tiêu chí và đợt chấm điểm"
