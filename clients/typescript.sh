#!/usr/bin/env bash
# Checks the TypeScript client: the generated part is up to date, it compiles, and it works with faults and with a real stack.
# Packs the package in FOLDER, and runs every sample of the README with it.
#
# usage: typescript.sh API_URL API_KEY FOLDER   (of a `payout dev`)
set -euo pipefail
export PAYOUT_API_URL=$1 PAYOUT_API_KEY=$2
folder=$(cd "$3" && pwd)
cd "$(dirname "$0")/typescript"
npm ci --silent --no-audit --no-fund

node generate.js "$folder/typescript-generated"
diff -r src/generated "$folder/typescript-generated" || { echo "the description has changed: run clients/generate.sh"; exit 1; }
if grep -q '"resolved"' package-lock.json; then
    echo "npm install --omit-lockfile-registry-resolved: the lock file names no registry"
    exit 1
fi

npx tsc --project tsconfig.json
node --test --test-reporter spec --enable-source-maps build/test/*.test.js

npm pack --silent --pack-destination "$folder"
mkdir "$folder/typescript-page"
node test/readme.js "$folder/typescript-page"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
tools=$PWD/node_modules
cd "$folder/typescript-page"
npm install --silent --no-audit --no-fund "$folder"/payout-client-*.tgz
"$tools/.bin/tsc" --project tsconfig.json --typeRoots "$tools/@types"
PORT=$port node build/page.js | tee printed
for line in '^to be taken out with [0-9a-f]{64}$' '^top up, then pay under a new key' '^2 lines, valid: true$' '^2 of 2 were paid$' \
    '^evt_.*: reader@example.com was paid$' '^answered 204$' '^forged 401$' '^cents to pay with: [0-9]+$'; do
    grep -qE "$line" printed || { echo "no sample of the README printed $line"; exit 1; }
done
