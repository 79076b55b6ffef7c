"""PDF/A-3a, PDF/UA-1 and Factur-X EN 16931 in one file: what machines can check of it, for every kind we make."""

import os
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest
from lxml import etree
from pypdf import PdfReader

from orders.documents.press import PRESS, Sheet
from tests.orders.papers import KINDS, MADE_AT, WORDS, printed, sheet

KIND = pytest.mark.parametrize("kind", KINDS)
IN_CI = bool(os.environ.get("CI"))
JAVA = Path("/usr/share/java")
JARS = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "commons-io", "javax.activation", "jaxb-api")
# Preflight knows PDF/A-1b only. These are what A-3a allows and A-1b does not; anything else is a fault of ours.
A1_ONLY = {
    "1.4.7": "files may be attached",
    "1.2.9": "files may be attached",
    "1.4": "cross reference streams",
    "3.1.11": "no CIDSet is needed",
    "7.11.2": "part is 3",
}


def failed(xml: bytes) -> set[str]:
    return {rule for rule, _text in PRESS.print(Sheet(xml=xml), MADE_AT).failed}


@KIND
def test_the_official_rules_hold(kind: str) -> None:
    assert printed(kind).failed == ()
    assert printed(kind).pdf.startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("kind", "written", "altered", "rules"),
    [
        ("PLN, a consumer", b"GrandTotalAmount>141.99", b"GrandTotalAmount>142.99", {"BR-CO-15", "BR-CO-16"}),
        ("PLN, a consumer", b"<ram:CalculatedAmount>26.55", b"<ram:CalculatedAmount>36.55", {"BR-CO-14"}),
        ("PLN, a consumer", b"<ram:LineTotalAmount>79.67", b"<ram:LineTotalAmount>79.68", {"BR-CO-10"}),
        ("EUR with VAT in PLN", b"PL5265877635", b"XX5265877635", {"BR-CO-09"}),
        ("EUR with VAT in PLN", b"<ram:TaxCurrencyCode>PLN", b"<ram:TaxCurrencyCode>USD", {"BR-53"}),
        ("reverse charge", b'schemeID="VA">DE123456789', b'schemeID="FC">DE123456789', {"BR-AE-02"}),
        ("exempt", b"<ram:ExemptionReason>art. 113 ust. 1 ustawy o VAT</ram:ExemptionReason>", b"", {"BR-E-10"}),
        ("correction", b"<ram:GrandTotalAmount>-49.00", b"<ram:GrandTotalAmount>49.00", {"BR-CO-15"}),
        ("credit note", b"<ram:ChargeAmount>39.84", b"<ram:ChargeAmount>-39.84", {"BR-27"}),
        ("PLN, a consumer", b"<ram:TypeCode>380", b"<ram:TypeCode>999", {"FX-SCH-A-000555"}),
        ("PLN, a consumer", b"<ram:DuePayableAmount>0.00</ram:DuePayableAmount>", b"", {"XSD"}),
    ],
)
def test_what_breaks_a_rule_is_found(kind: str, written: bytes, altered: bytes, rules: set[str]) -> None:
    xml = sheet(kind).xml
    assert xml.count(written) >= 1
    assert rules <= failed(xml.replace(written, altered))


@KIND
def test_the_xml_inside_is_the_xml_beside(kind: str) -> None:
    with pikepdf.open(BytesIO(printed(kind).pdf)) as pdf:
        assert list(pdf.attachments) == ["factur-x.xml"]
        assert pdf.attachments["factur-x.xml"].get_file().read_bytes() == sheet(kind).xml
        assert len(pdf.Root.AF) == 1
        described = pdf.Root.AF[0]
        assert described.AFRelationship == "/Alternative"
        assert described.EF.F.Subtype == "/text/xml"
        assert described.objgen == pdf.Root.Names.EmbeddedFiles.Names[1].objgen


@KIND
def test_qpdf_finds_nothing(kind: str, tmp_path: Path) -> None:
    if not shutil.which("qpdf") and not IN_CI:
        pytest.skip("qpdf is not installed: apt-get install qpdf")
    file = tmp_path / "a.pdf"
    file.write_bytes(printed(kind).pdf)
    done = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@KIND
def test_it_can_be_read_aloud(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(printed(kind).pdf)
    report = pdfua.validate(str(file))
    assert [finding for finding in report.findings if finding.severity.name in {"ERROR", "WARNING"}] == []
    reader = PdfReader(BytesIO(printed(kind).pdf))
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/Lang"] == KINDS[kind].language
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert len(reader.outline) >= 1
    assert reader.metadata
    assert str(reader.metadata.title).endswith("0042" if KINDS[kind].kind == "invoice" else "0001")
    tags = list(structure(catalog["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/TH", "/TD", "/Figure"} <= {tag["/S"] for tag in tags}
    for tag in tags:
        if tag["/S"] == "/TH":
            assert any("/Scope" in attribute for attribute in tag["/A"])
        if tag["/S"] == "/Figure":
            assert tag["/Alt"]


def structure(node: Any) -> Any:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(kid, dict) and "/S" in kid:
            yield kid
            yield from structure(kid)


@KIND
def test_what_it_says_of_itself_is_true(kind: str) -> None:
    with pikepdf.open(BytesIO(printed(kind).pdf)) as pdf:
        assert "/Filter" not in pdf.Root.Metadata
        said = etree.fromstring(pdf.Root.Metadata.read_bytes())
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        for obj in pdf.objects:
            if isinstance(obj, pikepdf.Stream) and obj.get("/Subtype") == "/Image":
                assert not obj.get("/Interpolate", False)
    texts = {etree.QName(node).localname: node.text for node in said.iter() if node.text and node.text.strip()}
    assert (texts["conformance"], texts["ConformanceLevel"], texts["DocumentFileName"]) == (
        "A", "EN 16931", "factur-x.xml",
    )  # fmt: skip
    parts = [node.text for node in said.iter() if etree.QName(node).localname == "part"]
    assert parts == ["3", "1"]
    assert len(list(said.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"))) == 1


@KIND
def test_every_font_is_ours_embedded_and_cut_down(kind: str) -> None:
    fonts = [
        font.get_object()
        for page in PdfReader(BytesIO(printed(kind).pdf)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    ]
    assert fonts
    for font in fonts:
        assert "+Invoice" in font["/BaseFont"]
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
    assert len(printed(kind).pdf) < 60_000


@KIND
def test_every_letter_can_be_read(kind: str) -> None:
    reader = PdfReader(BytesIO(printed(kind).pdf))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for word in [*WORDS.split(), "Dom", "Ogród", "PL5265877635"]:
        assert word in text
    assert len(reader.pages) == 1


@pytest.mark.parametrize("kind", ["PLN, not paid, split payment", "EUR with VAT in PLN", "correction"])
def test_preflight_finds_only_what_newer_archives_allow(kind: str, tmp_path: Path) -> None:
    missing = [name for name in JARS if not (JAVA / f"{name}.jar").exists()]
    if (missing or not shutil.which("java")) and not IN_CI:
        pytest.skip("PDFBox is not installed: apt-get install libpdfbox2-java libactivation-java libjaxb-api-java")
    file = tmp_path / "a.pdf"
    file.write_bytes(printed(kind).pdf)
    path = os.pathsep.join(str(JAVA / f"{name}.jar") for name in JARS)
    command = ["java", "-cp", path, "org.apache.pdfbox.preflight.Validator_A1b", file.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    found = {line.split(" : ")[0] for line in done.stdout.splitlines() if line[:1].isdigit()}
    assert found == set(A1_ONLY), done.stdout


def test_the_same_content_gives_the_same_bytes() -> None:
    assert PRESS.print(sheet("correction"), MADE_AT).pdf == printed("correction").pdf
