#!/usr/bin/env bash
# datamodel-code-generator 0.89.0 with pydantic 2.14.4: for a string with `format: uri` in an OpenAPI 3.1 description, the generated
# model drops the string's limits, and sends another text than it was given.
#
# `{"type": "string", "minLength": 9, "maxLength": 40}` becomes a constrained string. The same with `"format": "uri"` becomes
# `AnyUrl`, without minLength and maxLength, and without a warning. So the model accepts a URL that is too short or too long, and
# the server rejects it. `AnyUrl` also rewrites its value: it sends `http://a` as `http://a/`, so the URL of a webhook that is read
# back differs from the one that was typed.
#
# Seen:
#   limits of the plain string: min_length=9, max_length=40
#   limits of the uri:          none
#   'http://a' (8 characters) goes out as 'http://a/'
#   a uri of 69 characters is taken
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet datamodel-code-generator==0.89.0 pydantic==2.14.4
cat >openapi.json <<'JSON'
{
  "openapi": "3.1.0",
  "info": {"title": "endpoints", "version": "1"},
  "paths": {},
  "components": {"schemas": {"Endpoint": {
    "type": "object",
    "required": ["url", "name"],
    "properties": {
      "url": {"type": "string", "format": "uri", "minLength": 9, "maxLength": 40},
      "name": {"type": "string", "minLength": 9, "maxLength": 40}
    }
  }}}
}
JSON
venv/bin/datamodel-codegen --input openapi.json --input-file-type openapi --output-model-type pydantic_v2.BaseModel \
    --output model.py 2>said
if grep -iE 'minLength|maxLength|constraint' said; then
    echo "it says now that limits are lost"
    exit 1
fi
venv/bin/python - <<'PYTHON'
from pydantic import ValidationError

from model import Endpoint

NAME = "long enough"


def taken(**fields):
    try:
        return Endpoint(**fields)
    except ValidationError:
        return None


plain = [len(name) for name in ("n" * 8, "n" * 9, "n" * 40, "n" * 41) if taken(url="http://example.com/", name=name)]
assert plain == [9, 40], plain
print("limits of the plain string: min_length=9, max_length=40")
short, long = taken(url="http://a", name=NAME), taken(url="http://a/" + "b" * 60, name=NAME)
assert short and long, "the limits of a uri are kept now"
print("limits of the uri:          none")
assert str(short.url) == "http://a/", short.url
print(f"'http://a' (8 characters) goes out as {str(short.url)!r}")
print(f"a uri of {len(str(long.url))} characters is taken")
PYTHON
