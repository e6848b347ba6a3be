"""Generates `src/payout_client/generated` (or another folder) from `docs/openapi.json`. Run it after a change of that file:

python generate.py [FOLDER]   (with the requirements installed)
"""
import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
DESCRIPTION = HERE / "../../docs/openapi.json"
HEAD = '"""Made by generate.py of docs/openapi.json: change those."""\n\n'
folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "src/payout_client/generated"

# The generator warns that it has no functions for the two file types of a batch. `submit_file` sends them.
command = ["openapi-python-client", "generate", "--path", str(DESCRIPTION), "--meta", "none", "--overwrite",
           "--output-path", str(folder), "--config", str(HERE / "openapi-python-client.yaml")]
made = subprocess.run(command, capture_output=True, text=True)
if made.returncode != 0:
    sys.exit(made.stdout + made.stderr)

keyed = []
for path, methods in json.loads(DESCRIPTION.read_text())["paths"].items():
    parameters = methods.get("post", {}).get("parameters", [])
    if any(it["in"] == "header" and it["name"] == "Idempotency-Key" for it in parameters):
        keyed.append(re.sub(r"\{\w+\}", "[^/]+", path))
rows = "".join(f'    r"{path}$",\n' for path in keyed)
(folder / "keyed.py").write_text(f"{HEAD}# How the paths of the POSTs that take an `Idempotency-Key` end.\nKEYED = (\n{rows})\n")
