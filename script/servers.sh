# Sourced: start_servers brings up the real MinIO, Elasticsearch, PostgreSQL, veraPDF and eark-validator and exports
# VANKHO_TEST_S3, VANKHO_TEST_ELASTIC, VANKHO_TEST_POSTGRES, VANKHO_TEST_VERAPDF, VANKHO_TEST_EARK for those that answer,
# and VANKHO_TEST_CHROMIUM for a browser, which is installed where nothing may be missing.
# Order of choice: an address already set; ready-made start scripts in ../shared/servers; Docker; else skipped, loudly.
SKIPPED=""
SHARED="${VANKHO_SERVERS:-$ROOT/../shared/servers}"

have_docker() { command -v docker >/dev/null 2>&1 && docker info >/dev/null 2>&1; }

answers() { "$PY" -c 'import socket, sys; socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)' "$1" 2>/dev/null; }

# container NAME PORT IMAGE-AND-ARGUMENTS…
container() {
  local name="$1" port="$2" i; shift 2
  docker start "$name" >/dev/null 2>&1 || quiet docker run -d --name "$name" "$@" || return 1
  for i in $(seq 1 120); do answers "$port" && { sleep 3; return 0; }; sleep 1; done
  return 1
}

# bring NAME VARIABLE ADDRESS docker-arguments…
bring() {
  local name="$1" variable="$2" address="$3" port="$4"; shift 4
  if [ -n "${!variable:-}" ]; then return 0; fi
  if [ -f "$SHARED/start-$name.sh" ]; then
    say "starting $name"
    if quiet bash "$SHARED/start-$name.sh"; then export "$variable=$address"; return 0; fi
  elif have_docker; then
    say "starting $name (Docker)"
    if container "vankho-test-$name" "$port" "$@"; then export "$variable=$address"; return 0; fi
  fi
  SKIPPED="$SKIPPED $name"
}

start_servers() {
  bring minio VANKHO_TEST_S3 "s3://minioadmin:minioadmin@127.0.0.1:9000/" 9000 -p 127.0.0.1:9000:9000 \
    minio/minio:RELEASE.2025-09-07T16-13-09Z server /data
  bring elasticsearch VANKHO_TEST_ELASTIC "http://127.0.0.1:9200" 9200 -p 127.0.0.1:9200:9200 \
    -e discovery.type=single-node -e xpack.security.enabled=false -e ES_JAVA_OPTS="-Xms512m -Xmx512m" elasticsearch:8.19.8
  bring postgres VANKHO_TEST_POSTGRES "postgresql+psycopg://archive@127.0.0.1:55432/archive" 55432 \
    -p 127.0.0.1:55432:5432 -e POSTGRES_USER=archive -e POSTGRES_DB=archive -e POSTGRES_HOST_AUTH_METHOD=trust postgres:17
  if [ -z "${VANKHO_TEST_VERAPDF:-}" ]; then
    if [ -f "$SHARED/verapdf.sh" ] && quiet bash "$SHARED/verapdf.sh" --version; then
      export VANKHO_TEST_VERAPDF="bash $SHARED/verapdf.sh"
    elif command -v verapdf >/dev/null 2>&1; then
      export VANKHO_TEST_VERAPDF=verapdf
    else
      SKIPPED="$SKIPPED veraPDF"
    fi
  fi
  if [ -z "${VANKHO_TEST_EARK:-}" ]; then
    # An environment of its own: it wants an older lxml than pyHanko does, which has wheels up to Python 3.12.
    local python
    if python="$(find_python 12)" && venv requirements-eark.lock "$python"; then
      export VANKHO_TEST_EARK="$VENV/bin/eark-validator"
    else
      SKIPPED="$SKIPPED eark-validator"
    fi
  fi
  if [ -z "${VANKHO_TEST_CHROMIUM:-}" ]; then
    if command -v chromium >/dev/null 2>&1 || { [ -n "${VANKHO_REQUIRE_SERVERS:-}" ] && need chromium chromium; }; then
      export VANKHO_TEST_CHROMIUM=chromium
    elif command -v google-chrome >/dev/null 2>&1; then
      export VANKHO_TEST_CHROMIUM=google-chrome
    else
      SKIPPED="$SKIPPED Chromium"
    fi
  fi
}
