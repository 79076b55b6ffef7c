import gzip

import pytest
from django.http import FileResponse, HttpResponse
from django.test import Client, RequestFactory

from portal.headers import CompressPages


def test_a_page_is_sent_compressed_to_a_browser_that_can(db: None) -> None:
    plain = Client().get("/")
    answer = Client().get("/", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.content) < len(plain.content) / 2
    assert gzip.decompress(answer.content)[:15].lower() == b"<!doctype html>"


@pytest.mark.parametrize("kind", ["application/pdf", "image/jpeg"])
def test_a_file_keeps_its_bytes_and_its_length(kind: str) -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    sent = HttpResponse(b"x" * 2000, content_type=kind)
    assert "Content-Encoding" not in CompressPages(lambda _request: sent)(request).headers


def test_a_streamed_file_is_left_alone() -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    sent = FileResponse(iter([b"x" * 2000]), content_type="text/plain")
    assert CompressPages(lambda _request: sent)(request).streaming
    assert "Content-Encoding" not in sent.headers
