"""The wiring of the portal: settings, addresses, middleware, worker. Nothing imports it."""

from qcdc.celery import app as celery_app

__all__ = ["celery_app"]
