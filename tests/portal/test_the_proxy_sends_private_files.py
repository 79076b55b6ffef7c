"""X_ACCEL_PREFIX: our door opens, the proxy in front of us sends the bytes."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from orders.files import keep
from portal.handing_over import PrivateFilesByProxy

PREFIX = "/private-files/"


@pytest.fixture
def by_proxy(settings: Any) -> Callable[[Any], Any]:
    settings.X_ACCEL_PREFIX = PREFIX
    return lambda response: PrivateFilesByProxy(lambda request: response)(RequestFactory().get("/"))


def test_a_private_file_leaves_without_its_body(by_proxy: Callable[[Any], Any]) -> None:
    name = keep("invoices", ".pdf", b"%PDF-1.7")
    opened = storages["private"].open(name)
    answer = by_proxy(FileResponse(opened, as_attachment=True, filename="FV 1.pdf", content_type="application/pdf"))
    assert answer["X-Accel-Redirect"] == PREFIX + name
    assert answer.content == b""
    assert answer["Content-Type"] == "application/pdf"
    assert "FV 1.pdf" in answer["Content-Disposition"]
    assert "Content-Length" not in answer.headers
    assert opened.closed


def test_a_name_is_written_as_an_address(by_proxy: Callable[[Any], Any]) -> None:
    storages["private"].save("odd/paper 1 %.pdf", ContentFile(b"x"))
    [name] = [each.name for each in Path(storages["private"].path("odd")).iterdir() if each.name.startswith("paper")]
    answer = by_proxy(FileResponse(storages["private"].open(f"odd/{name}")))
    assert " " not in answer["X-Accel-Redirect"]
    assert "%25" in answer["X-Accel-Redirect"] or "%" not in name


@pytest.mark.parametrize("outside", ["memory", "elsewhere", "page"])
def test_everything_else_is_sent_by_us(by_proxy: Callable[[Any], Any], tmp_path: Path, outside: str) -> None:
    (tmp_path / "public.pdf").write_bytes(b"public")
    response: HttpResponse | FileResponse = {
        "memory": lambda: FileResponse(BytesIO(b"bytes")),
        "elsewhere": lambda: FileResponse((tmp_path / "public.pdf").open("rb")),
        "page": lambda: HttpResponse("page"),
    }[outside]()
    answer = by_proxy(response)
    assert answer is response
    assert "X-Accel-Redirect" not in answer.headers
    if isinstance(response, FileResponse):
        response.file_to_stream.close()


def test_without_the_setting_there_is_no_such_step(settings: Any) -> None:
    settings.X_ACCEL_PREFIX = ""
    with pytest.raises(MiddlewareNotUsed):
        PrivateFilesByProxy(lambda request: HttpResponse())
