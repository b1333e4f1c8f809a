# Sourced by the other scripts: installs what is missing and sets PY (the Python that has Vankho's dependencies).
# env: VANKHO_CACHE (default /var/tmp/vankho-<user id>) holds the virtual environments, one for each lock file.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
CACHE="${VANKHO_CACHE:-/var/tmp/vankho-$(id -u)}"
mkdir -p "$CACHE"
export PYTHONPATH="$ROOT${PYTHONPATH:+:$PYTHONPATH}" PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '\033[1m▸ %s\033[0m\n' "$*" >&2; }

# Addresses of download servers are of no use to a reader; the log file has them.
quiet() {
  local log="$CACHE/install.log"
  if ! "$@" >>"$log" 2>&1; then
    echo "FAILED: $1 ${2-} … (whole log: $log)" >&2
    tail -n 25 "$log" | sed -E 's#[a-z]+://[^ ]+#(address)#g; s#host=.[^ ,)]+#host=(address)#g' >&2
    return 1
  fi
}

# need PROGRAM-OR-FILE PACKAGE…: Debian packages, only if the program or file is not there
need() {
  local probe="$1"; shift
  if [ -e "$probe" ] || command -v "$probe" >/dev/null 2>&1; then return 0; fi
  local sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo"
  if [ -n "$sudo" ] && ! command -v sudo >/dev/null; then
    echo "Missing: $probe. Please install these packages as root: $*" >&2; return 1
  fi
  say "installing $*"
  [ -f "$CACHE/.apt-updated" ] && [ -n "$(find "$CACHE/.apt-updated" -mmin -600)" ] || { quiet $sudo apt-get update -q && touch "$CACHE/.apt-updated"; }
  quiet $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

vietnamese_data() { local d; for d in /usr/share/tesseract-ocr/*/tessdata /usr/share/tessdata; do [ -f "$d/vie.traineddata" ] && { echo "$d/vie.traineddata"; return; }; done; echo /nonexistent; }

system_packages() {
  need tesseract tesseract-ocr
  need "$(vietnamese_data)" tesseract-ocr-vie
  need pdftoppm poppler-utils
}

# find_python [NEWEST]: a Python from 3.11 on, up to 3.NEWEST
find_python() {
  local p newest="${1:-99}"
  for p in ${VANKHO_PYTHON:-} python3 python3.13 python3.12 python3.11; do
    command -v "$p" >/dev/null 2>&1 && "$p" -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, $newest))" 2>/dev/null && { command -v "$p"; return; }
  done
  echo "A Python from 3.11${1:+ to 3.$1} is needed." >&2; return 1
}

# venv LOCKFILE PYTHON: sets VENV to a virtual environment with exactly that lock file's packages, made once
venv() {
  local lock="$ROOT/$1" python="$2" tag
  tag="$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-$(sha256sum "$lock" | cut -c1-12)"
  VENV="$CACHE/venv-$tag"
  if [ ! -f "$VENV/.ready" ]; then
    say "installing Python packages ($1)"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || need /nonexistent python3-venv || return 1
    rm -rf "$VENV"
    "$python" -m venv "$VENV" || return 1
    quiet "$VENV/bin/python" -m pip install --require-hashes --only-binary :all: --no-binary bagit,pairtree -r "$lock" || return 1
    touch "$VENV/.ready"
  fi
}

# environment LOCKFILE: the virtual environment in which Vankho itself runs
environment() {
  local python
  python="$(find_python)"
  venv "$1" "$python"
  PY="$VENV/bin/python"; BIN="$VENV/bin"
  export PY BIN
}
