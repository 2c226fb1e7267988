# syntax=docker/dockerfile:1
# Two images: "serving" runs `frontdesk serve` and `frontdesk worker` without PyTorch, "training" makes the models.
ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS building
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY training training
COPY retrieval retrieval
COPY evaluation evaluation
RUN --mount=type=cache,target=/root/.cache/pip pip wheel --no-deps --wheel-dir /wheels .
COPY constraints.txt /wheels/
# The virtual environment is made without pip: the images that get it can install nothing.
RUN python -m venv --without-pip /opt/frontdesk

FROM building AS serving-libraries
RUN --mount=type=cache,target=/root/.cache/pip \
    pip --python /opt/frontdesk/bin/python install --only-binary :all: --constraint /wheels/constraints.txt \
    "frontdesk[cpu,postgres,redis,telegram,advice] @ file://$(ls /wheels/frontdesk-*.whl)"

FROM building AS training-libraries
# Without a GPU PyTorch's CPU build is enough; another index brings another one.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
RUN --mount=type=cache,target=/root/.cache/pip \
    pip --python /opt/frontdesk/bin/python install --only-binary :all: --constraint /wheels/constraints.txt --extra-index-url "${TORCH_INDEX}" \
    "frontdesk[cpu,postgres,redis,advice,train] @ file://$(ls /wheels/frontdesk-*.whl)"

FROM python:${PYTHON}-slim AS runtime
# The numbers are fixed, so that volumes and secrets can be given to this user.
RUN groupadd --gid 10001 frontdesk \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /srv/frontdesk --shell /usr/sbin/nologin frontdesk \
    && install -d -o frontdesk -g frontdesk -m 700 /srv/frontdesk/var /srv/frontdesk/artifacts /srv/frontdesk/shared
COPY domains /srv/frontdesk/domains
WORKDIR /srv/frontdesk
# ORT_DISABLE_TELEMETRY: ONNX Runtime would otherwise report what it runs to its maker.
ENV PATH=/opt/frontdesk/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ORT_DISABLE_TELEMETRY=1 \
    HOME=/tmp \
    FRONTDESK_HOST=0.0.0.0 \
    FRONTDESK_DATA_DIR=/srv/frontdesk/var \
    FRONTDESK_ARTIFACTS_DIR=/srv/frontdesk/artifacts \
    FRONTDESK_DOMAINS_DIR=/srv/frontdesk/domains
USER 10001:10001
STOPSIGNAL SIGTERM

FROM runtime AS training
COPY --from=training-libraries /opt/frontdesk /opt/frontdesk
CMD ["frontdesk", "train", "retail"]

FROM runtime AS serving
COPY --from=serving-libraries /opt/frontdesk /opt/frontdesk
EXPOSE 8080 8090
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8080/health/live', timeout=4)"]
CMD ["frontdesk", "serve"]
