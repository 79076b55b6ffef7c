"""A shop may choose any accent colour; what we show always keeps the contrast WCAG 2.2 asks for (4.5 : 1)."""

from dataclasses import dataclass

LIGHT_GROUND, DARK_GROUND = "#eef3f0", "#2a3531"
WHITE, BLACK = "#ffffff", "#0b1512"
READABLE = 4.5


@dataclass(frozen=True, slots=True)
class Accent:
    """Colours as #rrggbb for one theme."""

    ink: str
    strong: str
    on: str


def accent_for_light(chosen: str) -> Accent:
    ink = _until_readable(chosen, LIGHT_GROUND, toward=BLACK)
    return Accent(ink, _mix(ink, BLACK, 0.2), WHITE)


def accent_for_dark(chosen: str) -> Accent:
    ink = _until_readable(chosen, DARK_GROUND, toward=WHITE)
    return Accent(ink, _mix(ink, WHITE, 0.3), BLACK)


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two #rrggbb colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _until_readable(colour: str, ground: str, *, toward: str) -> str:
    for step in range(21):
        mixed = _mix(colour, toward, step / 20)
        if contrast(mixed, ground) >= READABLE:
            return mixed
    return toward


def _mix(one: str, other: str, share: float) -> str:
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _luminance(colour: str) -> float:
    parts = [channel / 255 for channel in _channels(colour)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
