"""The licence of every locked package, kept as a table in portal/operations/LICENCES.md.

`make licences` reads what the installed packages say; what is not installed here (another system's) keeps its row.
"""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from tests.supply.locks import ROOT, everything

FILE = ROOT / "portal" / "operations" / "LICENCES.md"
ROW = re.compile(r"^\| (?P<name>[a-z0-9-]+) \| (?P<licence>[^|]+?) \| (?P<use>site|extra|tests) \|$", re.M)
HEAD = """# Licences of what we use

Kept by `make licences`; a test fails when a locked package has no row. Aftercare itself is BSD-3-Clause.

- **site** runs in every installation, **extra** only where somebody installs that extra, **tests** never leaves a
  developer's machine.
- LGPL and MPL packages are used as they are, as packages of their own that anybody can replace: nothing of theirs is
  in our files. A package under the GPL or AGPL alone may be a tool of the tests and nothing else.

| package | licence | use |
|---|---|---|
"""
# What the packages themselves write in many ways.
SAME = {
    "MIT License": "MIT",
    "The MIT License": "MIT",
    "MIT license": "MIT",
    "BSD License": "BSD",
    "BSD 3-Clause License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "GNU Lesser General Public License v2 (LGPLv2)": "LGPL-2.0-only",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "ISC License (ISCL)": "ISC",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
}
# Said nowhere in the package's own data, or so that it could mean two things; read in its files.
READ = {
    "async-timeout": "Apache-2.0",
    "axe-playwright-python": "MIT AND MPL-2.0",
    "brotlicffi": "MIT",
    "colorama": "BSD-3-Clause",
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "qrcode": "BSD-3-Clause AND MIT",
    # SaxonC-HE, the open edition: what `license=False` asks for.
    "saxonche": "MPL-2.0",
    "text-unidecode": "Artistic-1.0 OR GPL-2.0-or-later",
}
FREE = re.compile(
    r"(0BSD|MIT(-0|-CMU)?|BSD(-[23]-Clause)?|Apache-2\.0|ISC|PSF-2\.0|Python-2\.0|Unlicense|Zlib|HPND|CC0-1\.0|"
    r"LGPL(-[23]\.[01]-(only|or-later))?|MPL-(1\.1|2\.0)|Artistic.*|OFL-1\.1|CNRI-Python|Public Domain)",
    re.I,
)


def of(name: str) -> str:
    """What an installed package says about itself; "" where it is not installed or says nothing."""
    if name in READ:
        return READ[name]
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ""
    if expression := told.get("License-Expression"):
        return str(expression)
    classified = [
        each.rpartition(" :: ")[2] for each in told.get_all("Classifier") or [] if each.startswith("License ")
    ]
    named = [SAME.get(each, each) for each in classified if each != "OSI Approved"]
    field = str(told.get("License") or "").strip()
    if not named and field and len(field) < 80:
        named = [SAME.get(field, field)]
    # Several words for one package: until somebody has read its files, all of them hold.
    return " AND ".join(sorted(set(named)))


def use_of(files: list[Path]) -> str:
    names = {file.name for file in files}
    if "requirements.txt" in names:
        return "site"
    return "extra" if names - {"requirements-dev.txt"} else "tests"


def table() -> dict[str, tuple[str, str]]:
    """name: (licence, use), as the file says."""
    text = FILE.read_text() if FILE.exists() else ""
    return {row["name"]: (row["licence"], row["use"]) for row in ROW.finditer(text)}


def may_be_used(licence: str, use: str) -> bool:
    """One of several offered is enough (OR); all that hold together must be free (AND)."""
    if use == "tests":
        return bool(licence)
    offers = re.split(r"\s+OR\s+|\s*/\s*", licence.replace("(", "").replace(")", ""))
    return any(all(FREE.fullmatch(part.strip()) for part in re.split(r"\s+AND\s+", offer)) for offer in offers)


def main() -> int:
    known = table()
    rows = {name: (of(name) or known.get(name, ("", ""))[0], use_of(files)) for name, files in everything().items()}
    lines = [f"| {name} | {licence} | {use} |" for name, (licence, use) in sorted(rows.items()) if licence]
    FILE.write_text(HEAD + "\n".join(lines) + "\n")
    missing = sorted(name for name, (licence, _use) in rows.items() if not licence)
    refused = sorted(name for name, row in rows.items() if row[0] and not may_be_used(*row))
    for name in missing:
        print(f"{name}: no licence found. Read its files and write the row by hand.")
    for name in refused:
        print(f"{name}: {rows[name][0]} may not be in the site.")
    return 1 if missing or refused else 0
