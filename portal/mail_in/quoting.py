"""What was written now, without what was quoted and without the signature: mail-parser-reply, taught our languages.

Its patterns look back and forth within a line, so a line of ten thousand letters could hold it for minutes: such lines
are never headings of a quoted mail, and it sees only a mark in their place.
"""

import re

from mailparser_reply import EmailReplyParser
from mailparser_reply.constants import MAIL_LANGUAGES, QUOTED_MATCH_INCLUDE
from mailparser_reply.parser import EmailMessage

LONGEST_LINE = 300
LONGEST_TEXT = 50_000
# A mail's top matters; how often one can quote is bounded.
MOST_LINES = 2_000
# A "signature" longer than this is what somebody wrote after "Thanks,".
LONGEST_SIGNATURE = (8, 400)


def headings(names: str) -> str:
    """Two lines or more like "From: …", as Outlook writes them; one alone may be a sentence."""
    return rf"((?:(?:^|\n|\n{QUOTED_MATCH_INCLUDE})[* ]*(?:{names}):[ *]*(?:\s{{,2}}).*){{2,}}(?:\n.*){{,1}})"


MAIL_LANGUAGES["aftercare-en"] = {
    **MAIL_LANGUAGES["en"],
    "signatures": ["Best regards", "Kind regards", "All the best", "Regards,"],
}
MAIL_LANGUAGES["aftercare-pl"] = {
    "wrote_header": rf"^({QUOTED_MATCH_INCLUDE}(?:Dnia|W dniu|\w{{2,4}}\.?,|\d{{1,2}} \w+|Użytkownik).{{,200}}"
    r"(?:napisał(?:\(a\)|a)?|nadesłał(?:a)?|pisze)\s?:)$",
    "from_header": headings("Od|Wysłano|Data|Do|Temat|DW|Wysłane"),
    "disclaimers": ["Uwaga:"],
    "signatures": ["Z poważaniem", "Z powazaniem", "Pozdrawiam", "Pozdrowienia", "Serdecznie pozdrawiam"],
    "sent_from": r"Wysłano z|Wysłane z|Pobierz aplikację Outlook|Odebrano z",
}
MAIL_LANGUAGES["aftercare-ru"] = {
    "wrote_header": rf"^({QUOTED_MATCH_INCLUDE}(?:\w{{2,11}},|\d{{1,2}}[ .]|В |On ).{{,200}}"
    r"(?:пишет|писал(?:а|\(а\))?|написал(?:а|\(а\))?|<[^<>\n]{3,100}>)\s?:)$",
    "from_header": headings("От|От кого|Кому|Отправлено|Дата|Тема|Копия"),
    "disclaimers": ["Внимание:"],
    "signatures": ["С уважением", "Всего доброго", "Всего хорошего", "С наилучшими пожеланиями"],
    "sent_from": r"Отправлено (?:с|из)|Скачать Outlook",
}
LANGUAGES = ["aftercare-en", "aftercare-pl", "aftercare-ru", "de"]
MARK = "\ue000{}\ue001"


def written_now(text: str) -> str:
    """At most LONGEST_TEXT characters; the whole text when nothing else would be left."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ue000", "").replace("\ue001", "")[:LONGEST_TEXT]
    lines = text.split("\n")[:MOST_LINES]
    hidden = {}
    for number, line in enumerate(lines):
        if len(line) > LONGEST_LINE:
            hidden[MARK.format(number)] = line
            lines[number] = MARK.format(number)
    message = EmailMessage(
        text="\n".join(joined(lines)), languages=list(EmailReplyParser(languages=LANGUAGES).languages),
        include_english=False, keep_hyphen_lists=True, default_language="aftercare-en",
    ).read()  # fmt: skip
    # A mail that begins with its quotation (an answer below) has nothing in front of it.
    latest = next((reply for reply in message.replies if reply.content), None)
    body = latest.content if latest and not latest.headers else ""
    if latest and latest.signatures and is_signature(latest.signatures):
        body = body.replace(latest.signatures, "")
    body = "\n".join(line for line in body.split("\n") if not line.lstrip().startswith(">")).strip()
    for mark, line in hidden.items():
        body = body.replace(mark, line)
    return body or unquoted(text) or text.strip()


def joined(lines: list[str]) -> list[str]:
    """ "On Monday, Mia Lis <mia@shop.example>\nwrote:" is one heading that the mail program broke in two."""
    found: list[str] = []
    for line in lines:
        is_end = re.fullmatch(
            r"[>\s]*(?:<[^<>]{3,100}>\s?)?(?:wrote|napisał(?:a|\(a\))?|пишет|писал\(а\)|написал\(а\))?\s?:\s*", line
        )
        starts = found and re.match(r"[>\s]*(?:On|W dniu|Dnia|В|\w{2,11}\.?,|\d{1,2}[ .])", found[-1])
        if is_end and line.strip(" >:") and starts and len(found[-1]) < LONGEST_LINE:
            found[-1] = f"{found[-1].rstrip()} {line.strip()}"
        else:
            found.append(line)
    return found


def is_signature(text: str) -> bool:
    lines, letters = LONGEST_SIGNATURE
    return text.count("\n") < lines and len(text) <= letters


def unquoted(text: str) -> str:
    """For answers below or between what was quoted: the lines without a mark, after the heading of the quotation."""
    lines = [line for line in joined(text.split("\n")) if not line.lstrip().startswith(">")]
    own = "\n".join(lines).strip()
    first, _break, rest = own.partition("\n")
    return rest.strip() if first.rstrip().endswith(":") and rest.strip() and ">" in text else own
