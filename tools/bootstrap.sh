#!/usr/bin/env bash
# Prepare this checkout: system libraries, .venv, pinned dependencies.
#
#   tools/bootstrap.sh run    what the portal needs
#   tools/bootstrap.sh test   that, and what tests and checks need
#
# On Debian and Ubuntu missing packages are installed when we are root or sudo asks no password;
# otherwise the exact list is printed and nothing is changed. A second run finds a stamp and
# returns at once.
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:?run or test}
case $purpose in
    run) lock=constraints/runtime.txt ;;
    test) lock=constraints/test.txt ;;
    *) echo "usage: tools/bootstrap.sh run|test" >&2; exit 2 ;;
esac

say() { printf '%s\n' "$*" >&2; }

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

has_library() { /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }
has_any() { local name; for name in "$@"; do command -v "$name" >/dev/null && return; done; return 1; }
has_postgresql() { has_any postgres || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; }

missing_packages() {
    local python=$1
    [[ -n $python ]] || echo python3
    # The environment is made by ensurepip, which Debian keeps in a package of its own.
    if [[ ! -x .venv/bin/python ]] && ! { [[ -n $python ]] && "$python" -c 'import ensurepip, venv' 2>/dev/null; }; then
        echo python3-venv
    fi
    has_library 'libpango-1.0.so.0' || echo libpango-1.0-0
    has_library 'libpangoft2-1.0.so.0' || echo libpangoft2-1.0-0
    has_library 'libmagic.so.1' || echo libmagic1
    has_any fc-cache || echo fontconfig
    if [[ $purpose == test ]]; then
        has_any chromium chromium-browser google-chrome || echo chromium
        has_any pdftotext || echo poppler-utils
        has_any soffice libreoffice || echo libreoffice-calc
        has_postgresql || echo postgresql
        has_any redis-server || echo redis-server
    fi
}

install_packages() {
    local become=()
    if [[ $(id -u) -ne 0 ]]; then
        sudo -n true 2>/dev/null && become=(sudo -n)
        [[ ${#become[@]} -gt 0 ]] || return 1
    fi
    command -v apt-get >/dev/null || return 1
    say "Installing system packages: $*"
    "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2
    "${become[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" >&2
}

stamp=.venv/.qcdc-$purpose
wanted=$(sha256sum "$lock" tools/bootstrap.sh | sha256sum | cut -d' ' -f1)
if [[ -x .venv/bin/python && -f $stamp && $(<"$stamp") == "$wanted" ]]; then
    exit
fi

python=$(find_python)
mapfile -t missing < <(missing_packages "$python")
if [[ ${#missing[@]} -gt 0 ]] && ! install_packages "${missing[@]}"; then
    say "These system packages are missing, and installing them needs an administrator:"
    say ""
    say "    sudo apt-get install --no-install-recommends ${missing[*]}"
    say ""
    say "Install them, then run the same command again."
    exit 1
fi
python=$(find_python)
[[ -n $python ]] || { say "Python 3.11 or newer is needed."; exit 1; }

if [[ ! -x .venv/bin/python ]]; then
    say "Creating .venv with $("$python" --version)"
    "$python" -m venv .venv
fi
say "Installing the pinned dependencies ($lock)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes --requirement "$lock" >&2
echo "$wanted" > "$stamp"
