# One image for web, worker and beat; the command says which.
FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY constraints/runtime.txt /tmp/runtime.txt
RUN /opt/venv/bin/pip install --require-hashes --requirement /tmp/runtime.txt

FROM python:3.12-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    QCDC_ENV=production QCDC_VAR=/var/lib/qcdc STATIC_ROOT=/srv/static \
    BIND=0.0.0.0:8000
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 fontconfig libmagic1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/qcdc --create-home qcdc
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/qcdc
COPY manage.py pyproject.toml ./
COPY qcdc qcdc
COPY accounts accounts
COPY scoring scoring
COPY dossiers dossiers
COPY templates templates
COPY static static
COPY deploy/gunicorn.conf.py deploy/gunicorn.conf.py
# Collecting needs settings, not secrets: this local key dies with the layer.
RUN QCDC_ENV=local QCDC_VAR=/tmp/build STATIC_MANIFEST=1 \
        python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build \
    && install -d -o qcdc -g qcdc -m 0700 /var/lib/qcdc/media
USER qcdc
VOLUME /var/lib/qcdc
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["gunicorn", "-c", "deploy/gunicorn.conf.py"]
