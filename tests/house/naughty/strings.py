"""Strings that break programs, by the thing they break; a class is one idea, its strings are ways to say it."""

import json
from pathlib import Path
from zlib import crc32

# The Big List of Naughty Strings (MIT); its copy and licence lie beside the tests of cases.
BIG_LIST: list[str] = json.loads(
    Path(__file__).parents[2].joinpath("returns", "data", "blns.json").read_text(encoding="utf-8")
)

# An element and an attribute that no page of ours has: where one turns up, text became HTML.
MARK = "xss-zq"
POLYGLOTS = (
    f"\"'><{MARK} on{MARK}=1>",
    f"</textarea></title></style></script></template></noscript><{MARK}>",
    f"--><!--><![CDATA[<{MARK}>]]>",
    f"<{MARK}\x0con{MARK}=1/><svg/onload=window.__xss=1>",
    f"' on{MARK}=window.__xss=1 x='",
    f'" autofocus onfocus=window.__xss=1 on{MARK}="1',
    "javascript:window.__xss=1//",
    "java\tscript:window.__xss=1",
    "data:text/html,<script>window.__xss=1</script>",
    "<img src=x onerror=window.__xss=1>",
    "<script>window.__xss=1</script>",
    f"&lt;{MARK}&gt;&#60;{MARK}&#62;<{MARK}>",
    f"[x](javascript:window.__xss=1) <a href='javascript:window.__xss=1' on{MARK}=1>x</a>",
    f"\\u003c{MARK}\\u003e\\x3c{MARK}\\x3e';window.__xss=1;//\";window.__xss=1;//`${{window.__xss=1}}`",
    f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;{MARK} on{MARK}=1&gt;">',
)

CLASSES: dict[str, tuple[str, ...]] = {
    "nul": ("a\x00b", "\x00", "%00"),
    "half a pair": ("\ud800", "a\udfffb", "\udc80"),
    "directions": ("\u202egpj.exe", "\u2066a\u2069", "\u200b\u200d\u2060\ufeff", "\u202a" * 50),
    "combining": ("Z\u0351\u036b\u0343" + "\u0301" * 500, "e\u0301", "\u1e9b\u0323", "ﷺ" * 100, "ﬀ" * 50, "İıŞß"),
    "controls": ("\x1b[31mred\x1b[0m", "\x07\x08\x0b\x0c\x7f\x85", "\u2028\u2029"),
    "line ends": (
        "a\r\nSet-Cookie: b=c",
        "a\nb",
        "\r",
        "%0d%0aLocation:%20//evil.example",
        "a\r\n\r\nBcc: b@evil.example",
    ),
    "very long": ("x" * 100_000, "ł" * 5_000, "a " * 20_000, "😀" * 3_000),
    "nothing": ("", " ", "\t\n", "\u00a0\u3000", "null", "None", "undefined"),
    "huge numbers": (
        "9223372036854775808",
        "-9223372036854775809",
        "2147483648",
        "9" * 30,
        "9" * 5_000,
        "1e400",
        "-1e400",
        "0x10",
        "1_000",
        "٣",
        "²",
        "½",
        "１２",
    ),
    "odd decimals": (
        "NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
        "1e5000",
        "0." + "1" * 60,
        "-0",
        "1,234.5",
        "1.234,5",
        ".5",
        "5.",
        "99999999999999999999.99",
        "1E-9999999",
    ),
    "days that are none": (
        "0000-00-00",
        "2026-02-30",
        "2026-13-01",
        "10000-01-01",
        "0001-01-01",
        "9999-12-31",
        "-1-01-01",
        "99999999999-1-1",
        "2026-11-22T25:61:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "24:00",
        "99:99",
        "2026-W60-1",
        "2026-03-29T02:30",
    ),
    "formulas": ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1+1", "=cmd|' /C calc'!A0", '"=1"'),
    "formats": ("%s%s%n%d", "{0}{x}{}{{}}", "%(a)s", "${7*191}", "#{7*191}", "{", "}", "%", "%c" * 50),
    "templates": (
        "{{7*191}}",
        "{% now 'Y' %}",
        "{% debug %}",
        "{{ settings.SECRET_KEY }}",
        "{%",
        "{{",
        "<%= 7*191 %>",
    ),
    "sql": (
        "'",
        "' OR 1=1--",
        '"; DROP TABLE x;--',
        "1);SELECT pg_sleep(9)--",
        "' UNION SELECT NULL--",
        "\\'",
        "/*",
        "$$",
    ),
    "patterns": (
        "%",
        "_",
        "\\",
        "%%%%%%%%%%",
        "%_" * 30_000,
        "[",
        "(",
        "*" * 500,
        "(a+)+$",
        "?" * 300,
        "^",
        "AND OR NOT",
    ),
    "paths": (
        "../../etc/passwd",
        "..\\..\\win.ini",
        "/etc/passwd",
        "file:///etc/passwd",
        "....//....//",
        "%2e%2e%2f",
        "~root",
    ),
    "other sites": (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "http://testserver@evil.example/",
        "///evil.example",
        "/%09/evil.example",
        "\t//evil.example",
        "https://evil.example\\@testserver/",
        "//evil%E3%80%82example",
        "http://[::1",
        "http://[evil",
    ),
    "markup": POLYGLOTS,
    "json": (
        '{"a":1}',
        "[]",
        '{"a":',
        "[" * 5_000,
        '"',
        "true",
        '{"__proto__":1}',
        '[{"id": 1, "type": "x", "value": null}]',
    ),
    "addresses": (
        "a@b",
        "@",
        "a@" + "b" * 300 + ".example",
        '"a b"@example.com',
        "a@exa\nmple.com",
        "ａ@example.com",
        "a@[::1]",
    ),
    "words of programs": (
        "__class__",
        "constructor",
        "id",
        "pk",
        "password",
        "-pk",
        "order__customer__password",
        "CON",
        "aux.txt",
    ),
    "shells": ("$(id)", "`id`", "; ls", "| cat", "&& id", "-rf", "() { :;}; id"),
}

# What a person may well write: it has to come back letter by letter.
RICH = "zq7 Zażółć «gęślą» jaźń, „it’s” <b>5 < 6 & 7 > 3</b> 100% {{x}} {% x %} \\n C:\\x 👩‍👩‍👧 ёжик \"q\" 'p'"


def everything() -> list[tuple[str, str]]:
    """(class, string): ours, then the big list."""
    ours = [(name, text) for name, texts in CLASSES.items() for text in texts]
    return ours + [("big list", text) for text in BIG_LIST]


def a_slice(place: int, most: int) -> list[tuple[str, str]]:
    """Some classes for the place-th input, one string of each; over all inputs every string has its turn."""
    names = list(CLASSES)
    picked = []
    for turn in range(most):
        name = names[(place * most + turn) % len(names)]
        texts = CLASSES[name]
        picked.append((name, texts[(place + turn * 7) % len(texts)]))
    return picked


def some_for(name: str, most: int) -> list[tuple[str, str]]:
    """Strings for the input of this name: each from another class, chosen by the name, so that all have their turn."""
    names, chance = list(CLASSES), crc32(name.encode())
    picked = []
    for turn in range(most):
        kind = names[(chance + turn * 5) % len(names)]
        picked.append((kind, CLASSES[kind][(chance // len(names) + turn) % len(CLASSES[kind])]))
    return picked
