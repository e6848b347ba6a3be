#!/usr/bin/env bash
# The description by the field's linters, without an error. Takes minutes, most of them npm's: not part of the gate.
#
# usage: description.sh API_URL
set -euo pipefail
api_url=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
curl -fsS "$api_url/openapi.json" >openapi.json
npm install --silent --no-audit --no-fund @redocly/cli@2.77.0 @stoplight/spectral-cli@6.16.3
node_modules/.bin/redocly lint openapi.json
echo 'extends: ["spectral:oas"]' >.spectral.yaml
node_modules/.bin/spectral lint --display-only-failures openapi.json
