"""A bill of materials (CycloneDX 1.6, JSON) of each locked file; the same bytes from the same lock everywhere."""

import json
import re
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from license_expression import ExpressionError, get_spdx_licensing
from packageurl import PackageURL

from portal.operations.version import version
from tests.supply import licences
from tests.supply.locks import ROOT, Locked, files, packages

FOLDER = ROOT / "var" / "sbom"
US = "aftercare"
SPDX = get_spdx_licensing()


def bom_of(file: Path) -> Bom:
    known, locked = licences.table(), packages(file)
    root = Component(name=US, version=version(), type=ComponentType.APPLICATION, bom_ref=US)
    root.licenses.add(LicenseExpression("BSD-3-Clause"))
    bom = Bom(serial_number=uuid5(NAMESPACE_URL, file.name + file.read_text()))
    bom.metadata.component = root
    made = {ref(each): component(each, known.get(each.name, ("", ""))[0]) for each in locked}
    for each in made.values():
        bom.components.add(each)
    bom.register_dependency(root, [made[ref(each)] for each in locked if US in each.via])
    for parent in locked:
        bom.register_dependency(made[ref(parent)], [made[ref(each)] for each in locked if parent.name in each.via])
    return bom


def ref(locked: Locked) -> str:
    return f"{locked.name}=={locked.version}"


def component(locked: Locked, licence: str) -> Component:
    """Its hashes are those of every file that the lock accepts for it."""
    made = Component(
        name=locked.name,
        version=locked.version,
        type=ComponentType.LIBRARY,
        bom_ref=ref(locked),
        purl=PackageURL("pypi", name=locked.name, version=locked.version),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in locked.hashes],
    )
    if licence:
        made.licenses.add(LicenseExpression(licence) if is_spdx(licence) else DisjunctiveLicense(name=licence))
    return made


def is_spdx(licence: str) -> bool:
    try:
        SPDX.parse(licence, validate=True)
    except ExpressionError:
        return False
    return True


def written(bom: Bom) -> str:
    """Without the moment and the tool: two machines write the same. Raises ValueError when the schema refuses it."""
    told = json.loads(JsonV1Dot6(bom).output_as_string())
    told["metadata"].pop("timestamp", None)
    told["metadata"].pop("tools", None)
    text = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ValueError(f"The bill of materials is not CycloneDX 1.6: {wrong}")
    return text


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file in files():
        text = written(bom_of(file))
        name = re.sub(r"^requirements", US, file.stem) + ".cdx.json"
        (FOLDER / name).write_text(text)
        print(f"{(FOLDER / name).relative_to(ROOT)}: {len(json.loads(text)['components'])} packages")
    return 0
