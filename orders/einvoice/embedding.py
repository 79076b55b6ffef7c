"""The XML inside the PDF: one /AF entry, and metadata that says PDF/A-3a, PDF/UA-1 and Factur-X. A child's work.

WeasyPrint lists each attachment twice in /AF and factur-x's own embedding claims PDF/A-3b whatever it is given, so
both are left out: the PDF comes as pdf/a-3a from WeasyPrint and everything that follows is written here.
"""

import hashlib
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

FACTUR_X = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"


@dataclass(frozen=True, slots=True)
class Attached:
    name: str  # factur-x.xml
    content: bytes
    relationship: str  # Alternative: page and XML say the same
    description: str
    level: str = ""
    """Factur-X conformance level, EN 16931; "" for XML that is no Factur-X."""


class NotThatPdf(Exception):
    pass


def finish(pdf: bytes, attached: Attached | None, made_at: datetime) -> bytes:
    """Raises NotThatPdf for a PDF that is not the PDF/A-3a WeasyPrint makes: nothing else is ever stamped as such."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root
        if "/OutputIntents" not in root or "/StructTreeRoot" not in root or "/Lang" not in root:
            raise NotThatPdf("no output intent, no tags or no language")
        if "/AF" in root or document.attachments:
            raise NotThatPdf("carries files already")
        info = document.docinfo
        title, author = str(info.get("/Title", "")), str(info.get("/Author", ""))
        if not title:
            raise NotThatPdf("no title")
        if attached:
            _attach(document, attached, made_at)
        info["/Producer"] = String("Aftercare")
        info["/CreationDate"] = info["/ModDate"] = String(f"D:{made_at:%Y%m%d%H%M%S}+00'00'")
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        root.PageMode = Name.UseOutlines if "/Outlines" in root else Name.UseNone
        metadata = _xmp(title, author, made_at, attached.level if attached else "", attached.name if attached else "")
        # PDF/A wants it readable by a program that knows no PDF: not compressed.
        root.Metadata = document.make_indirect(
            pikepdf.Stream(document, metadata, Type=Name.Metadata, Subtype=Name.XML)
        )
        for page in document.pages:
            page.obj.Tabs = Name.S
        _scope_headers(root.StructTreeRoot)
        written = io.BytesIO()
        document.save(written, deterministic_id=True, compress_streams=True, min_version="1.7")
    return written.getvalue()


def _attach(document: pikepdf.Pdf, attached: Attached, made_at: datetime) -> None:
    held = pikepdf.Stream(document, attached.content)
    held.Type, held.Subtype = Name.EmbeddedFile, Name("/text/xml")
    held.Params = Dictionary(
        ModDate=String(f"D:{made_at:%Y%m%d%H%M%S}+00'00'"),
        Size=len(attached.content),
        CheckSum=pikepdf.String(hashlib.md5(attached.content, usedforsecurity=False).digest()),
    )
    file = document.make_indirect(held)
    described = document.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(attached.name),
            UF=String(attached.name),
            Desc=String(attached.description),
            AFRelationship=Name(f"/{attached.relationship}"),
            EF=Dictionary(F=file, UF=file),
        )
    )
    names = document.make_indirect(Dictionary(Names=Array([String(attached.name), described])))
    if "/Names" not in document.Root:
        document.Root.Names = Dictionary()
    document.Root.Names.EmbeddedFiles = names
    document.Root.AF = document.make_indirect(Array([described]))


def _scope_headers(node: pikepdf.Object, inside: str = "/Row", depth: int = 0) -> None:
    """WeasyPrint ties each cell to its headers and leaves out their scope, which some readers look for instead."""
    if depth > 60:
        return
    inside = "/Column" if node.get("/S") == Name.THead else inside
    if node.get("/S") == Name.TH:
        said = node.get("/A", Array([]))
        said = said if isinstance(said, Array) else Array([said])
        if not any(isinstance(each, Dictionary) and "/Scope" in each for each in said):
            said.append(Dictionary(O=Name.Table, Scope=Name(inside)))
            node.A = said
        return
    kids = node.get("/K")
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary):
            _scope_headers(kid, inside, depth + 1)


def _xmp(title: str, author: str, made_at: datetime, level: str, filename: str) -> bytes:
    moment = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    clean = [escape(re.sub(r"[\x00-\x1f]", " ", text)) for text in (title, author)]
    factur_x = _factur_x(level, filename) if level else ""
    schemas = _schema(
        "PDF/UA Universal Accessibility Schema",
        "http://www.aiim.org/pdfua/ns/id/",
        "pdfuaid",
        {"part": ("Integer", "internal", "Part of ISO 14289")},
    ) + (_schema("Factur-X PDFA Extension Schema", FACTUR_X, "fx", FACTUR_X_PROPERTIES) if level else "")
    return f"""<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{clean[0]}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{clean[1]}</rdf:li></rdf:Seq></dc:creator>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>Aftercare</pdf:Producer></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>Aftercare</xmp:CreatorTool>
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag>
{schemas}</rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
{factur_x}</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>""".encode()  # noqa: E501


FACTUR_X_PROPERTIES = {
    "DocumentFileName": ("Text", "external", "Name of the embedded XML invoice file"),
    "DocumentType": ("Text", "external", "INVOICE"),
    "Version": ("Text", "external", "Version of the Factur-X XML schema"),
    "ConformanceLevel": ("Text", "external", "Conformance level of the embedded Factur-X data"),
}


def _schema(title: str, space: str, prefix: str, properties: dict[str, tuple[str, str, str]]) -> str:
    """PDF/A wants every property that is not its own described in the file itself."""
    rows = "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType><pdfaProperty:category>{category}"
        f"</pdfaProperty:category><pdfaProperty:description>{text}</pdfaProperty:description></rdf:li>\n"
        for name, (kind, category, text) in properties.items()
    )
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{title}</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{space}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>\n{rows}</rdf:Seq></pdfaSchema:property></rdf:li>\n"
    )


def _factur_x(level: str, filename: str) -> str:
    return (
        f'<rdf:Description rdf:about="" xmlns:fx="{FACTUR_X}"><fx:DocumentType>INVOICE</fx:DocumentType>'
        f"<fx:DocumentFileName>{escape(filename)}</fx:DocumentFileName><fx:Version>1.0</fx:Version>"
        f"<fx:ConformanceLevel>{level}</fx:ConformanceLevel></rdf:Description>\n"
    )
