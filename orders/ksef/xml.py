"""A stranger's XML becomes a tree, or a plain sentence why not: no DTD, no entities, no network, limits (R25)."""

from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from lxml import etree

from orders.ksef.refusing import NotAnInvoice

MAX_BYTES = 3 * 1024 * 1024
"""KSeF takes a file up to 1 MB, up to 3 MB with an attachment (Ministry of Finance, ksef-docs, "limity")."""
MAX_DEPTH = 32
MAX_FAULTS = 20

NAMESPACE = "http://crd.gov.pl/wzor/2025/06/25/13775/"
ROOT = f"{{{NAMESPACE}}}Faktura"
SCHEMA = Path(__file__).parent / "schema" / "schemat.xsd"


def read_tree(xml: bytes) -> etree._Element:
    """The root of an FA(3) document. Raises NotAnInvoice."""
    if len(xml) > MAX_BYTES:
        raise NotAnInvoice(_("The file is larger than 3 MB, which is the most KSeF allows."))
    if not xml.strip():
        raise NotAnInvoice(_("The file is empty."))
    if b"<!DOCTYPE" in xml[:4096] or b"<!ENTITY" in xml:
        raise NotAnInvoice(_("The file brings its own definitions (DOCTYPE). An invoice must not have them."))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise NotAnInvoice(_("The file is not well-formed XML."), getattr(error, "lineno", 0) or 0) from None
    _check(root)
    return root


def is_fa3(xml: bytes) -> bool:
    """Does this claim to be FA(3)? Looked at before anything is parsed."""
    return NAMESPACE.encode() in xml[:4096]


def _check(root: etree._Element) -> None:
    docinfo = root.getroottree().docinfo
    if docinfo.internalDTD is not None or docinfo.doctype:
        raise NotAnInvoice(_("The file brings its own definitions (DOCTYPE). An invoice must not have them."))
    if (docinfo.encoding or "UTF-8").upper() not in {"UTF-8", "ASCII", "US-ASCII"}:
        raise NotAnInvoice(_("The file is not written in UTF-8, as KSeF requires."), 1)
    if _depth(root) > MAX_DEPTH:
        raise NotAnInvoice(_("The file is nested too deeply to be an invoice."))
    if root.tag != ROOT:
        raise NotAnInvoice(_("The file is not an FA(3) invoice: it has another root or an older schema."), 1)


def _depth(root: etree._Element) -> int:
    """How deep the tree goes; a walk of its own, because recursion ends where an attacker wants."""
    deepest = depth = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


@cache
def schema() -> etree.XMLSchema:
    """The Ministry's schema, from the files beside this module (10 ms, once a process)."""
    return etree.XMLSchema(etree.parse(SCHEMA, etree.XMLParser(no_network=True)))


def faults_of(root: etree._Element) -> list[str]:
    """What the Ministry's schema finds wrong, as "line 12: …"; empty when it is valid."""
    checker = schema()
    if checker.validate(root.getroottree()):
        return []
    found = [f"line {entry.line}: {_plain(entry.message)}" for entry in checker.error_log]
    return found[:MAX_FAULTS]


def _plain(message: str) -> str:
    return message.replace(f"{{{NAMESPACE}}}", "").strip()[:300]
