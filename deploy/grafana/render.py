#!/usr/bin/env python3
"""Renders the dashboards to `dashboards/*.json`, which Grafana's provisioning reads.

Usage: render.py [--check]   (needs the packages of requirements.txt)

With `--check` it writes nothing, and exits with 1 when a file differs from what it would write.
"""

import pathlib
import sys

from grafana_foundation_sdk.cog.encoder import JSONEncoder

import merchants
import operators

FOLDER = pathlib.Path(__file__).resolve().parent / "dashboards"


def main():
    rendered = {
        f"{name}.json": JSONEncoder(sort_keys=True, indent=2).encode(built.build()) + "\n"
        for name, built in {"operators": operators.build(), "merchants": merchants.build()}.items()
    }
    if sys.argv[1:] == ["--check"]:
        found = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir()}
        wrong = sorted(name for name in rendered.keys() | found.keys() if rendered.get(name) != found.get(name))
        if wrong:
            sys.exit(f"not what deploy/grafana/render.py renders: {', '.join(wrong)}; run it")
        return
    FOLDER.mkdir(exist_ok=True)
    for name, json in rendered.items():
        (FOLDER / name).write_text(json, encoding="utf-8")


if __name__ == "__main__":
    main()
