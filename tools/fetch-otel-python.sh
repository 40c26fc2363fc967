#!/usr/bin/env bash
# Fetches OpenTelemetry's SDK for Python from PyPI for the tests, once; needs Python 3.10 with pip.
set -euo pipefail
cd "$(dirname "$0")/.."
requirements=test/support/otel-python/requirements.txt
version=$(sed -n 's/^opentelemetry-sdk==//p' "$requirements")
target="${XDG_CACHE_HOME:-$HOME/.cache}/pattern-usage-tracker/otel-python-$version"
cmp -s "$requirements" "$target/complete" && exit 0
rm -rf "$target"
python3 -m pip install -q --disable-pip-version-check --root-user-action ignore --no-deps --target "$target" -r "$requirements"
cp "$requirements" "$target/complete"
