# Vankho with all it needs: Tesseract with Vietnamese, Poppler, the Python packages of requirements.lock by their hashes.
#   docker build -t vankho .
#   docker run --rm -v archive:/home/vankho/archive -v "$PWD/in":/inbox:ro vankho ingest /inbox
FROM python:3.12-slim-bookworm AS packages
COPY requirements.lock .
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock

FROM python:3.12-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-vie poppler-utils \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home vankho \
 && install -d -o vankho -g vankho -m 0750 /home/vankho/archive
COPY --from=packages /opt/venv /opt/venv
COPY LICENSE NOTICE /opt/vankho/
COPY archive /opt/vankho/archive
COPY ingest /opt/vankho/ingest
COPY ocr /opt/vankho/ocr
COPY search /opt/vankho/search
COPY vankho /opt/vankho/vankho
RUN /opt/venv/bin/python -m compileall -q /opt/vankho
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/opt/vankho \
    PYTHONUNBUFFERED=1 \
    LANG=C.UTF-8 \
    VANKHO_HOME=/home/vankho/archive
USER vankho
WORKDIR /home/vankho
VOLUME /home/vankho/archive
# Healthy: the program starts, it may write its home, and the recogniser knows Vietnamese.
HEALTHCHECK --interval=5m --timeout=30s --start-period=10s \
  CMD python -m vankho --version && test -w "$VANKHO_HOME" && tesseract --list-langs | grep -qx vie
ENTRYPOINT ["python", "-m", "vankho"]
CMD ["--help"]
