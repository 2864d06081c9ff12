#!/usr/bin/env bash
# Compile pyproject.toml's ranges into exact pins with hashes (constraints/*.txt).
#
#   tools/lock.sh            compile; keeps pins that still fit their range
#   tools/lock.sh --upgrade  take the newest versions that fit
#   tools/lock.sh --check    would Python 3.12 and 3.13 accept the pins as they stand?
#
# Compile with the oldest supported Python (LOCK_PYTHON, default python3.11): pins that only an
# old version needs do no harm to a newer one, while the other way round something is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

workshop=$(mktemp -d)
trap 'rm -rf "$workshop"' EXIT
"${LOCK_PYTHON:-python3.11}" -m venv "$workshop/venv"
"$workshop/venv/bin/pip" install --quiet --upgrade pip pip-tools

if [[ ${1:-} == --check ]]; then
    for version in 3.12 3.13; do
        echo "Python $version:"
        "$workshop/venv/bin/pip" install --quiet --dry-run --ignore-installed --require-hashes \
            --python-version "$version" --only-binary=:all: --target "$workshop/$version" \
            --requirement constraints/test.txt
        echo "  every pin can be installed"
    done
    exit
fi

compile() {
    CUSTOM_COMPILE_COMMAND="tools/lock.sh" "$workshop/venv/bin/pip-compile" --quiet \
        --generate-hashes --strip-extras --allow-unsafe \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
        --output-file "$@" pyproject.toml
}
compile constraints/runtime.txt "${@:1}"
compile constraints/test.txt --extra test --constraint constraints/runtime.txt "${@:1}"

if grep -nE '(https?|file)://|--(extra-)?index-url|--find-links' constraints/*.txt; then
    echo "A lock file must not record where packages come from." >&2
    exit 1
fi
