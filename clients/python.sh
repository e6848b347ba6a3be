#!/usr/bin/env bash
# Checks the Python client: the generated part is up to date, the types are right, and it works with faults and with a real
# stack. Builds the package in FOLDER, and runs every sample of the README with it.
#
# usage: python.sh API_URL API_KEY FOLDER   (of a `payout dev`)
set -euo pipefail
export PAYOUT_API_URL=$1 PAYOUT_API_KEY=$2
folder=$(cd "$3" && pwd)
cd "$(dirname "$0")/python"
export PYTHONDONTWRITEBYTECODE=1
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --requirement requirements.txt
export PATH=$folder/venv/bin:$PATH

python generate.py "$folder/python-generated"
diff -r --exclude __pycache__ src/payout_client/generated "$folder/python-generated" ||
    { echo "the description has changed: run clients/generate.sh"; exit 1; }

python -m build --no-isolation --outdir "$folder" >"$folder/build.log" || { cat "$folder/build.log"; exit 1; }
pip install --quiet "$folder"/payout_client-*.whl
mypy --cache-dir "$folder/mypy"
pytest -p no:cacheprovider

mkdir "$folder/python-page"
python tests/readme.py "$folder/python-page"
port=$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cd "$folder/python-page"
mypy --strict --cache-dir "$folder/mypy" page.py
PORT=$port python page.py | tee printed
for line in '^to be taken out with [0-9a-f]{64}$' '^top up, then pay under a new key' '^2 lines, valid: true$' '^2 of 2 were paid$' \
    '^evt_.*: reader@example.com was paid$' '^forged 401$' '^cents to pay with: [0-9]+$'; do
    grep -qiE "$line" printed || { echo "no sample of the README printed $line"; exit 1; }
done
