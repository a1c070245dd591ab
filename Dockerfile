# briefbot as an image: `docker compose up`, or see docs/operations.md.
#
# Two stages: the first makes a virtual environment from the hashed lock, the second is what runs.
# State is in /data (a volume), briefs and configuration are mounted at /srv/briefbot.
FROM python:3.13-slim AS build

# For `strip`, in this stage only: whichever version Debian has now.
# hadolint ignore=DL3008
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends binutils \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY requirements.lock pyproject.toml README.md LICENSE NOTICE ./
RUN python -m venv /opt/briefbot \
    && /opt/briefbot/bin/python -m pip install --no-cache-dir --no-compile \
        --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
        -r requirements.lock \
    # Extension modules come with 20 MB of symbols.
    && find /opt/briefbot/lib -path '*.libs' -prune -o -name '*.so' \
        -exec strip --strip-unneeded {} +
COPY src src
COPY briefs briefs
# The package by itself, then without what only installing needs. Byte code is made here, once, and
# only of what is imported: all of it would be 40 MB.
RUN /opt/briefbot/bin/python -m pip install --no-cache-dir --no-compile \
        --disable-pip-version-check --no-deps --no-build-isolation . \
    && /opt/briefbot/bin/python -m pip uninstall --yes --quiet hatchling editables pathspec \
        pluggy trove-classifiers pip \
    && /opt/briefbot/bin/python -c "import importlib, pkgutil, briefbot; \
        [importlib.import_module(each.name) for each in \
         pkgutil.walk_packages(briefbot.__path__, 'briefbot.') if '__main__' not in each.name]"

FROM python:3.13-slim

LABEL org.opencontainers.image.title="briefbot" \
      org.opencontainers.image.description="Keeps Discord and Slack channels briefed" \
      org.opencontainers.image.licenses="MIT"

COPY --from=build /opt/briefbot /opt/briefbot
COPY config/briefbot.toml /srv/briefbot/config/briefbot.toml
COPY briefs /srv/briefbot/briefs
RUN install -d -o 10001 -g 10001 -m 0750 /data

ENV PATH=/opt/briefbot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BRIEFBOT_HTTP__LISTEN=0.0.0.0:8080 \
    BRIEFBOT_STORE__DATA=/data
WORKDIR /srv/briefbot
USER 10001:10001
VOLUME /data
EXPOSE 8080
# Red when the program is stuck, or a platform's connection has gone deaf.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --start-interval=2s \
        --retries=3 \
    CMD ["python", "-m", "briefbot.healthcheck"]
# The program is process 1: SIGTERM reaches it, and it ends in order within 8 seconds.
STOPSIGNAL SIGTERM
ENTRYPOINT ["briefbot"]
CMD ["run"]
