"""gunicorn: one process per core, behind nginx, which buffers slow clients.

Without that buffering four slow uploads freeze every process; see deploy/nginx.conf.
"""

import gc
import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", os.cpu_count() or 1))
# Two threads let a health question pass a slow page; more only cost processor time.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "2"))
wsgi_app = "qcdc.wsgi:application"

# Load the portal before forking: unsafe settings then end the one command at once.
preload_app = True
timeout = 120
graceful_timeout = 20
keepalive = 65  # longer than nginx keeps its upstream connections
max_requests = 5000
max_requests_jitter = 500

forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
limit_request_line = 8190
accesslog = None  # django-structlog writes one line a request
errorlog = "-"
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning")
control_socket_disable = True


def when_ready(server: object) -> None:
    """Leave all that preloading made out of every later collection of garbage.

    It stays as long as the portal runs; going through it again costs each process time, and
    memory that they would otherwise share.
    """
    gc.collect()
    gc.freeze()


def post_fork(server: object, worker: object) -> None:
    """Start each process with database connections of its own."""
    from django.db import connections

    connections.close_all()
