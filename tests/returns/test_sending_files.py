"""Files of customers, friendly and hostile."""

import io
import os
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from django.urls import reverse
from PIL import Image

from returns import actions
from returns.attachments import MAX_BYTES, clean_name, decode
from returns.errors import FileRefused
from returns.models import Attachment, Upload
from tests.returns.makers import NOW, make_return, pdf, picture, upload

GPS_PLACE = b"somewhere private"


def photo_with_secrets(kind: str = "JPEG") -> bytes:
    """Taken lying on its side, by a named camera, at a place."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera of Anna"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 13.0, 47.0), 3: "E", 4: (21.0, 0.0, 42.0)})
    comment = {"comment": GPS_PLACE} if kind == "JPEG" else {}
    return picture(kind, (80, 60), exif=exif.tobytes(), **comment)


def png_header(width: int, height: int) -> bytes:
    """A picture that says it is huge and is a few bytes: a decompression bomb's head."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
    return out.getvalue()


def named_action(kind: str) -> Any:
    def change(document: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name(kind), JS="app.alert(1)", F="calc.exe")
        document.Root.OpenAction = document.make_indirect(action)

    return change


def link_that_launches(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action)
    document.pages[0].obj.Annots = pikepdf.Array([note])


def attach(document: pikepdf.Pdf) -> None:
    document.attachments["virus.exe"] = b"MZ"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_no_place_and_no_camera_is_left_in_a_photo_and_it_stands_upright(kind: str) -> None:
    clean = decode(upload(photo_with_secrets(kind), f"photo.{kind.lower()}"))
    kept = Image.open(io.BytesIO(clean.content))
    assert clean.content_type == "image/jpeg"
    assert not kept.getexif()
    assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for secret in (b"Exif", b"GPS", b"Camera of Anna", GPS_PLACE, b"http://ns.adobe.com"):
        assert secret not in clean.content
        assert secret not in (clean.thumbnail or b"")
    assert kept.size == (60, 80)
    # Orientation 6: what was the upper left corner is now the upper right one.
    red, _green, blue = kept.convert("RGB").getpixel((55, 5))
    assert blue > 200 > red


def test_the_photo_of_the_last_test_did_have_secrets() -> None:
    assert b"Camera of Anna" in photo_with_secrets()
    assert Image.open(io.BytesIO(photo_with_secrets("HEIF"))).getexif()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.jpg", "is empty"),
        (b"<html><script>alert(1)</script>", "photo.jpg", "not a picture or PDF"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "photo.jpg", "not a picture or PDF"),
        (b"GIF89a" + bytes(20), "photo.jpg", "not a picture or PDF"),
        (zipped(), "photo.jpg", "not a picture or PDF"),
        (picture(size=(300, 300))[:500], "photo.jpg", "is damaged"),
        (picture("PNG", (300, 300))[:200], "photo.png", "is damaged"),
        (png_header(30_000, 30_000), "bomb.png", "more than 40 megapixels"),
        (png_header(9_000, 9_000), "bomb.png", "more than 40 megapixels"),
        (b"%PDF-1.7\n1 0 obj\n<<>>", "bill.pdf", "is damaged"),
        (b"\n" + pdf(), "bill.pdf", "not a picture or PDF"),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "bill.pdf", "asks for a password"),
        (pdf(named_action("/JavaScript")), "bill.pdf", "scripts or other files"),
        (pdf(named_action("/Launch")), "bill.pdf", "scripts or other files"),
        (pdf(link_that_launches), "bill.pdf", "scripts or other files"),
        (pdf(attach), "bill.pdf", "scripts or other files"),
        (bytes(MAX_BYTES + 1), "photo.jpg", "larger than 10 MB"),
    ],
)
def test_a_refusal_names_the_file_and_says_what_to_do(content: bytes, name: str, words: str) -> None:
    with pytest.raises(FileRefused) as refused:
        decode(upload(content, name))
    assert f"“{name}”" in str(refused.value)
    assert words in str(refused.value)
    assert "lease" in str(refused.value)


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", zipped(), b"<?php system($_GET[0]);"])
@pytest.mark.parametrize("head", ["JPEG", "PNG", "WEBP", "PDF"])
def test_what_hides_behind_a_real_file_is_gone(head: str, tail: bytes) -> None:
    whole = pdf() if head == "PDF" else picture(head)
    clean = decode(upload(whole + tail, "photo.jpg"))
    assert tail not in clean.content
    assert not zipfile.is_zipfile(io.BytesIO(clean.content))


def test_a_harmless_open_at_page_one_is_dropped_and_the_author_too() -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])
        document.docinfo["/Author"] = "Anna Nowak"

    clean = decode(upload(pdf(change), "bill.pdf"))
    assert clean.content_type == "application/pdf"
    assert b"Anna Nowak" not in clean.content
    with pikepdf.open(io.BytesIO(clean.content)) as document:
        assert "/OpenAction" not in document.Root


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\Anna\\photo.PNG", "photo.jpg"),
        ("a\r\nSet-Cookie: x=1.jpg", "a Set-Cookie x=1.jpg"),
        ("\u202egpj.exe", "gpj.jpg"),
        ("evil.php\u200b.jpg", "evil.php.jpg"),
        ("", "file.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("x" * 500 + ".jpg", "x" * 120 + ".jpg"),
        ("zdjęcie \U0001f4f7.heic", "zdjęcie \U0001f4f7.jpg"),
    ],
)
def test_a_name_is_only_a_name(sent: str, shown: str) -> None:
    name = clean_name(sent, "image/jpeg")
    assert name == shown or name.replace(":", "") == shown


@pytest.fixture
def key() -> Any:
    return uuid4()


@pytest.mark.django_db
class TestLimits:
    def test_five_files_a_message_and_the_sixth_is_named(self, anna: Any, key: Any) -> None:
        files = [upload(picture(size=(40 + number, 40)), f"{number}.jpg") for number in range(6)]
        assert actions.keep_uploads(by=anna, key=key, files=files, now=NOW) == [
            "“5.jpg” is one too many: a message takes 5 files. Please send it with your next message."
        ]
        assert Upload.objects.count() == 5

    def test_the_same_photo_twice_is_kept_once(self, anna: Any, key: Any, private_folder: Path) -> None:
        assert actions.keep_uploads(by=anna, key=key, files=[upload(), upload(name="again.jpg")], now=NOW) == []
        assert Upload.objects.count() == 1
        assert len([path for path in private_folder.rglob("*") if path.is_file()]) == 2

    def test_thirty_files_an_hour(self, anna: Any, key: Any) -> None:
        row = {"owner": anna, "content_type": "image/jpeg", "size": 1, "created_at": NOW}
        Upload.objects.bulk_create(Upload(key=uuid4(), sha256=str(number), **row) for number in range(30))
        (refusal,) = actions.keep_uploads(by=anna, key=key, files=[upload()], now=NOW)
        assert "30 files an hour" in refusal

    def test_two_hundred_megabytes_a_person(self, anna: Any, key: Any) -> None:
        Upload.objects.create(owner=anna, key=uuid4(), size=200 * 1024**2, created_at=NOW)
        (refusal,) = actions.keep_uploads(by=anna, key=key, files=[upload()], now=NOW)
        assert "200 MB" in refusal

    def test_refused_files_leave_nothing_on_the_disk(self, anna: Any, key: Any, private_folder: Path) -> None:
        actions.keep_uploads(by=anna, key=key, files=[upload(b"nonsense"), upload(b"%PDF-")], now=NOW)
        assert list(private_folder.rglob("*")) == []

    def test_forgotten_and_stray_files_are_swept_but_no_others(
        self, anna: Any, key: Any, private_folder: Path
    ) -> None:
        case = make_return(anna)
        actions.keep_uploads(by=anna, key=key, files=[upload()], now=NOW)
        actions.post_message(case, by=anna, body="", key=key, now=NOW)
        actions.keep_uploads(by=anna, key=uuid4(), files=[upload()], now=NOW)
        (private_folder / "cases" / "ab").mkdir(parents=True, exist_ok=True)
        stray = private_folder / "cases" / "ab" / "stray.jpg"
        stray.write_bytes(b"x")
        os.utime(stray, (NOW.timestamp(), NOW.timestamp()))
        assert actions.sweep_files(NOW) == 0
        later = NOW.replace(year=2027)
        assert actions.sweep_files(later) == 2
        assert Upload.objects.count() == 0
        kept = Attachment.objects.get()
        files = {str(path.relative_to(private_folder)) for path in private_folder.rglob("*") if path.is_file()}
        assert files == {kept.file.name, kept.thumbnail.name}

    def test_files_are_private_to_the_system_user_too(self, anna: Any, key: Any, private_folder: Path) -> None:
        actions.keep_uploads(by=anna, key=key, files=[upload()], now=NOW)
        modes = {path.stat().st_mode & 0o777 for path in private_folder.rglob("*") if path.is_file()}
        assert modes == {0o600}


@pytest.mark.django_db
class TestServing:
    @pytest.fixture
    def sent(self, anna: Any, key: Any) -> Attachment:
        case = make_return(anna)
        files = [upload(name='a"; b\r\nc.jpg'), upload(pdf(), "bill.pdf")]
        assert actions.keep_uploads(by=anna, key=key, files=files, now=NOW) == []
        actions.post_message(case, by=anna, body="", key=key, now=NOW)
        return case.attachments.get(content_type="image/jpeg")

    def address(self, attachment: Attachment, size: str = "full") -> str:
        return reverse("cases:attachment", args=[attachment.case.reference, attachment.pk, size])

    @pytest.mark.parametrize("size", ["full", "small"])
    def test_a_picture_is_shown_and_nothing_in_it_can_run(self, as_user: Any, anna: Any, sent: Any, size: str) -> None:
        response = as_user(anna).get(self.address(sent, size))
        content = b"".join(response.streaming_content)
        assert response["Content-Type"] == "image/jpeg"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-store"
        assert response["Content-Disposition"].startswith("inline")
        assert Image.open(io.BytesIO(content)).format == "JPEG"

    def test_a_proxy_gets_its_name_and_everything_we_forbid(
        self, as_user: Any, anna: Any, ben: Any, sent: Any, settings: Any
    ) -> None:
        settings.X_ACCEL_PREFIX = "/private-files/"
        answer = as_user(anna).get(self.address(sent))
        assert answer["X-Accel-Redirect"] == f"/private-files/{sent.file.name}"
        assert answer.content == b""
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
        refused = as_user(ben).get(self.address(sent))
        assert refused.status_code == 404
        assert "X-Accel-Redirect" not in refused.headers

    def test_a_pdf_is_only_saved(self, as_user: Any, anna: Any, sent: Any) -> None:
        bill = sent.case.attachments.get(content_type="application/pdf")
        response = as_user(anna).get(self.address(bill))
        assert b"".join(response.streaming_content).startswith(b"%PDF-")
        assert response["Content-Disposition"] == 'attachment; filename="bill.pdf"'
        assert as_user(anna).get(self.address(bill, "small")).status_code == 404

    def test_another_size_does_not_exist(self, as_user: Any, anna: Any, sent: Any) -> None:
        assert as_user(anna).get(self.address(sent, "huge")).status_code == 404

    def test_a_lost_file_is_missing_not_an_error(self, as_user: Any, anna: Any, sent: Any) -> None:
        sent.file.storage.delete(sent.file.name)
        assert as_user(anna).get(self.address(sent)).status_code == 404


def test_the_decoder_is_a_process_of_its_own_that_knows_no_django() -> None:
    source = Path("returns/decoder.py").read_text()
    assert "django" not in source.lower().replace("nothing of django is loaded here", "")


def test_a_decoder_that_dies_is_a_damaged_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dying = tmp_path / "decoder.py"
    dying.write_text("import os; os.abort()")
    monkeypatch.setattr("returns.attachments.DECODER", dying)
    with pytest.raises(FileRefused, match="is damaged"):
        decode(upload())


def test_a_decoder_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    endless = tmp_path / "decoder.py"
    endless.write_text("while True: pass")
    monkeypatch.setattr("returns.attachments.DECODER", endless)
    monkeypatch.setattr("returns.attachments.DECODER_SECONDS", 0.5)
    with pytest.raises(FileRefused, match="is damaged"):
        decode(upload())


def test_a_form_full_of_files_costs_no_more_decoding_than_a_message_can_hold(
    as_user: Any, anna: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[str] = []

    def slow(file: Any) -> Any:
        decoded.append(file.name)
        raise FileRefused("no picture")

    monkeypatch.setattr("returns.actions.uploading.decode", slow)
    form = {"submission_key": str(uuid4()), "subject": "Mug", "body": "Look.", "order": ""}
    files = [upload(b"x", f"{number}.jpg") for number in range(40)]
    page = as_user(anna).post(reverse("cases:contact"), {**form, "photos": files}).content.decode()
    assert len(decoded) == 5
    assert "“39.jpg” is one too many" in page
