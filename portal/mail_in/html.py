"""The words of a mail that came as HTML only. Tags are dropped, never shown; what was quoted goes with them."""

import re

from bs4 import BeautifulSoup

LONGEST = 2 * 1024 * 1024
SILENT = ("head", "script", "style", "title", "template", "noscript", "svg", "object", "iframe", "select", "textarea")
# Where mail programs put what they quote: Gmail, Apple Mail, Outlook, Yahoo, Thunderbird, mail.ru, Yandex, o2.pl.
QUOTED = (
    ".gmail_quote, .gmail_quote_container, .gmail_extra, blockquote, #appendonsend, #divRplyFwdMsg, "
    "#mail-editor-reference-message-container, "
    ".yahoo_quoted, .moz-cite-prefix, .protonmail_quote, .tutanota_quote, .zmail_extra, .mail-quote-collapse"
)
SIGNATURES = ".gmail_signature, .moz-signature, #Signature, #ms-outlook-mobile-signature, .yahoo-signature"
LINES = (
    "p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "section",
    "article", "header", "footer", "address", "blockquote",
)  # fmt: skip


def as_text(html: str) -> str:
    if not html.strip():
        return ""
    soup = BeautifulSoup(html[:LONGEST], "lxml")
    for tag in soup(SILENT):
        tag.decompose()
    cut(soup)
    for tag in soup("br"):
        tag.replace_with("\n")
    for tag in soup(LINES):
        tag.insert_before("\n")
        tag.insert_after("\n")
    lines = [" ".join(line.split()) for line in soup.get_text().split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def cut(soup: BeautifulSoup) -> None:
    """Outlook closes the quoted mail's mark at once and lets the mail follow: what stands after it goes too."""
    for tag in soup.select("#appendonsend, #divRplyFwdMsg"):
        for after in list(tag.find_next_siblings()):
            after.decompose()
    keep = soup.get_text().strip()
    for tag in soup.select(f"{QUOTED}, {SIGNATURES}"):
        if not tag.decomposed:
            tag.extract()
    if keep and not soup.get_text().strip():
        # All of it was marked as quoted: better too much than nothing.
        soup.append(keep)
