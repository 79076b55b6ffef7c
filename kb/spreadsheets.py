"""What strangers typed must not become a formula in the spreadsheet of whoever opens an export."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
