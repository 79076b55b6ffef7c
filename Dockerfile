# The site, its workers and its clock are one image: `docker build -t aftercare .`, then see compose.yaml.
# It holds no secret and no data: everything of a shop comes from the environment (README, Settings).

FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/aftercare
COPY requirements-scale.txt ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: --no-deps -r requirements-scale.txt
COPY . .
# Translations and static files are made once, here. The key signs nothing and stays behind in this stage.
RUN PATH="/opt/venv/bin:$PATH" && python -m portal.translations \
    && SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" SITE_URL=https://build.invalid \
    DATA_DIR=/tmp/build STATIC_DIR=/srv/aftercare/static-files SEARCH_URL=database:// \
    python manage.py collectstatic --noinput --verbosity 0

FROM python:3.11.14-slim-bookworm
# What WeasyPrint needs to set an invoice. Debian's security updates are wanted, so no version is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
    libfontconfig1 libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /srv/aftercare --no-create-home aftercare \
    && install -d -o aftercare -g aftercare -m 0750 /var/lib/aftercare
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/aftercare /srv/aftercare
ENV PATH="/opt/venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/var/lib/aftercare \
    STATIC_DIR=/srv/aftercare/static-files \
    GRANIAN_INTERFACE=wsgi \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000 \
    GRANIAN_WORKERS=2 \
    GRANIAN_BLOCKING_THREADS=24 \
    GRANIAN_BACKPRESSURE=64
WORKDIR /srv/aftercare
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s CMD ["python", "-m", "portal.deploy.probe"]
CMD ["granian", "--no-ws", "portal.wsgi:application"]
