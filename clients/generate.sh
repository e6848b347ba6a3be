#!/usr/bin/env bash
# Regenerates the generated parts of both clients. Run it after a change of docs/openapi.json.
set -euo pipefail
cd "$(dirname "$0")"
(cd typescript && npm ci --silent --no-audit --no-fund && node generate.js)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --requirement python/requirements.txt
PATH=$work/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 python python/generate.py
