"""Papers of the demo, drawn: the label a shop gives for a parcel, and the receipt a parcel machine prints."""

import io
from datetime import date

import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

INK, PAPER = "#111111", "#ffffff"


def label(number: str, sender: str, receiver: str) -> SimpleUploadedFile:
    """A shipping label, 100 × 150 mm at 150 dpi."""
    image = Image.new("RGB", (590, 885), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((12, 12, 577, 872), outline=INK, width=3)
    text(draw, 36, 36, 44, "InPost Paczkomat")
    draw.line((12, 104, 577, 104), fill=INK, width=3)
    text(draw, 36, 124, 20, f"Nadawca\n{sender}")
    draw.line((12, 270, 577, 270), fill=INK, width=2)
    text(draw, 36, 290, 28, f"Odbiorca\n{receiver}")
    draw.line((12, 500, 577, 500), fill=INK, width=3)
    put_code(image, number, 180, 530, 8)
    text(draw, 36, 822, 28, number)
    return picture("label.png", image)


def receipt(number: str, day: date) -> SimpleUploadedFile:
    """A photo of a strip of paper on a table."""
    image = Image.new("RGB", (900, 1200), "#8d6e55")
    draw = ImageDraw.Draw(image)
    draw.rectangle((210, 70, 690, 1130), fill="#fbfaf6")
    text(draw, 250, 120, 40, "POTWIERDZENIE\nNADANIA")
    text(draw, 250, 280, 26, f"Paczkomat WAW07M\n{day:%d.%m.%Y}\n\nPrzesyłka\n{number}\n\nGabaryt A\nDziękujemy!")
    put_code(image, number, 310, 730, 9)
    return picture("IMG_2207.png", image)


def text(draw: ImageDraw.ImageDraw, x: int, y: int, size: int, words: str) -> None:
    draw.multiline_text((x, y), words, fill=INK, font=ImageFont.load_default(size), spacing=size // 3)


def put_code(image: Image.Image, number: str, x: int, y: int, scale: int) -> None:
    out = io.BytesIO()
    segno.make(number, micro=False).save(out, kind="png", scale=scale)
    with Image.open(out) as code:
        image.paste(code.convert("RGB"), (x, y))


def picture(name: str, image: Image.Image) -> SimpleUploadedFile:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return SimpleUploadedFile(name, out.getvalue(), "image/png")
