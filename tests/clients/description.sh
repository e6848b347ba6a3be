#!/usr/bin/env bash
# Checks the API's description with standard tools: linters, clients and models that are generated from it, the same clients
# through a proxy that checks each exchange against it, and a fuzzer. This takes minutes, most of them for npm, so it is not
# part of the gate. It pays, changes and pauses whatever it can reach: give it a `payout dev` of its own. OPS_URL and
# OPERATOR_TOKEN are the `ops_url` and `operator_token` of this stack. Without them, operators' routes are not fuzzed.
#
# usage: description.sh API_URL API_KEY [OPS_URL OPERATOR_TOKEN]
set -euo pipefail
api_url=$1 api_key=$2
here=$(cd "$(dirname "$0")" && pwd)
# Local servers are reached without a proxy.
export NO_PROXY=127.0.0.1,localhost${NO_PROXY:+,$NO_PROXY}
export no_proxy=$NO_PROXY
work=$(mktemp -d)
prism=
end() {
    [ -z "$prism" ] || kill "$prism" 2>/dev/null || true
    rm -rf "$work"
}
trap end EXIT
cd "$work"
curl -fsS "$api_url/openapi.json" >openapi.json

# TypeScript 5, because openapi-typescript does not run with 7. Later releases of hey-api need a later Node.
npm install --silent --no-audit --no-fund @redocly/cli@2.77.0 @stoplight/spectral-cli@6.16.3 @stoplight/prism-cli@5.16.0 \
    typescript@5.9.3 @types/node@20.19.43 @hey-api/openapi-ts@0.95.0 openapi-typescript@7.13.0 openapi-fetch@0.17.0
python3 -m venv venv
venv/bin/pip install --quiet openapi-python-client==0.29.1 datamodel-code-generator==0.89.0 'pydantic[email]==2.14.4' \
    httpx==0.28.1 mypy==2.4.1 schemathesis==4.32.5

echo "-- linters"
node_modules/.bin/redocly lint openapi.json
echo 'extends: ["spectral:oas"]' >.spectral.yaml
node_modules/.bin/spectral lint --display-only-failures openapi.json

echo "-- what is generated compiles"
cp "$here"/description/*.ts "$here"/description/tsconfig.json .
npm pkg set type=module
node_modules/.bin/openapi-ts --input openapi.json --output hey --plugins @hey-api/client-fetch @hey-api/sdk
node_modules/.bin/openapi-typescript openapi.json --output schema.d.ts
node_modules/.bin/tsc --project .
export PATH=$PWD/venv/bin:$PATH PYTHONPATH=$PWD PYTHONDONTWRITEBYTECODE=1
openapi-python-client generate --path openapi.json --meta none --output-path payout_client
datamodel-codegen --input openapi.json --input-file-type openapi --output payout_models.py --formatters builtin \
    --output-model-type pydantic_v2.BaseModel --use-annotated --target-python-version 3.11
mypy --strict payout_models.py "$here/description/models.py"

# Each client makes a payment, lists, uploads and reads refusals.
clients() {
    node made/hey.js "$1" "$api_key"
    node made/fetch.js "$1" "$api_key"
    python3 "$here/description/models.py" "$1" "$api_key"
    python3 "$here/description.py" "$1" "$api_key"
}

echo "-- the clients"
clients "$api_url"

echo "-- the clients through Prism: the requests that are meant to be wrong, and nothing else"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
node_modules/.bin/prism proxy openapi.json "$api_url" --port "$port" >prism.log 2>&1 &
prism=$!
for _ in $(seq 100); do
    grep -q "Prism is listening" prism.log && break
    sleep 0.2
done
clients "http://127.0.0.1:$port"
diff - <(sed -n 's/ pattern .*/ pattern/; s/.*Violation: //p' prism.log | sort -u) <<END
request.body.amount Request body property amount must be >= 1
request.header.idempotency-key Request header parameter idempotency-key must match pattern
END

echo "-- schemathesis, with every check"
export API_URL=$api_url API_KEY=$api_key BASE_URL=$api_url HOOKS=$here/description/hooks.py
PAYOUT_HASH=$(curl -fsS "$api_url/payout/create" -H "Authorization: Bearer $api_key" -H "Content-Type: application/json" \
    -d '{"email":"fuzz@example.com","amount":10000000}' | python3 -c 'import json,sys; print(json.load(sys.stdin)["hash"])')
export PAYOUT_HASH OPERATOR_TOKEN=${4:-none}
fuzz() {
    schemathesis --config-file "$here/description/schemathesis.toml" run openapi.json --no-color "$@"
}
fuzz --exclude-path-regex '^/(admin|providers)/'
if [ $# -ge 4 ]; then
    BASE_URL=$3 fuzz --include-path-regex '^/admin/'
fi
