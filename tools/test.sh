#!/usr/bin/env bash
# The whole suite on SQLite, then again on PostgreSQL and Redis when both are installed.
#
# REQUIRE_SERVICES=1 (set by .ci/run) makes a missing PostgreSQL or Redis a failure.
# Further words go to pytest:  tools/test.sh -k closing
set -euo pipefail
cd "$(dirname "$0")/.."

suite() {
    local journeys=$1
    shift
    .venv/bin/python -m pytest -q -n 2 --dist loadfile -m "not journey" "$@"
    # Browser journeys start servers and workers of their own, each at a free port. They wait more
    # than they reckon, so three walk side by side where there are two cores.
    .venv/bin/python -m pytest -q -n 3 --dist loadfile -m "$journeys" "$@"
}

if [[ ${1:-} == --suite ]]; then
    suite "${@:2}"
    exit
fi

echo "== the suite on SQLite and the embedded broker"
env -u DATABASE_URL -u REDIS_URL "$0" --suite journey "$@"

if .venv/bin/python tools/throwaway_services.py --available; then
    echo "== the suite on PostgreSQL and Redis"
    .venv/bin/python tools/throwaway_services.py -- "$0" --suite "journey and not looks" "$@"
elif [[ ${REQUIRE_SERVICES:-0} == 1 ]]; then
    echo "PostgreSQL and Redis are required here." >&2
    exit 1
else
    echo "== PostgreSQL and Redis are not installed: the suite ran on SQLite only"
fi
