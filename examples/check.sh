#!/usr/bin/env bash
# Runs both shops against a real stack, with the packages of the clients: starts each shop, and walks through it.
#
# usage: check.sh API_URL API_KEY FOLDER   (of a `payout dev`; FOLDER has the packages that clients/*.sh leave)
set -euo pipefail
export PAYOUT_API_URL=$1 PAYOUT_API_KEY=$2
folder=$(cd "$3" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
tools=$here/../clients/typescript/node_modules
shop=
trap '[ -z "$shop" ] || kill "$shop" 2>/dev/null || true' EXIT
export PYTHONDONTWRITEBYTECODE=1

# walk COMMAND…: starts a shop on a free port, and walks through it.
walk() {
    PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    export PORT
    "$@" >shop.log 2>&1 &
    shop=$!
    for _ in $(seq 150); do
        curl -fs "http://127.0.0.1:$PORT/" >page && [ -s page ] && break
        kill -0 "$shop" 2>/dev/null || break
        sleep 0.2
    done
    python3 "$here/walk.py" "http://127.0.0.1:$PORT" "$PAYOUT_API_URL" "$PAYOUT_API_KEY" || { cat shop.log; exit 1; }
    kill "$shop"
    wait "$shop" 2>/dev/null || true
    shop=
}

echo "-- the shop in Node"
cp -r "$here/node" "$folder/node"
cd "$folder/node"
npm install --silent --no-audit --no-fund "$folder"/payout-client-*.tgz
"$tools/.bin/tsc" --noEmit --allowJs --checkJs --strict --target es2022 --module nodenext --skipLibCheck --typeRoots "$tools/@types" shop.js
walk node shop.js

echo "-- the shop in FastAPI"
cp -r "$here/fastapi" "$folder/fastapi"
cd "$folder/fastapi"
"$folder/venv/bin/pip" install --quiet --requirement requirements.txt
"$folder/venv/bin/mypy" --strict --cache-dir "$folder/mypy" shop.py
walk "$folder/venv/bin/python" shop.py
