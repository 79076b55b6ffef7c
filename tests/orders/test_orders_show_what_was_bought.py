"""A shop's pictures are copied once, from hosts the operator named; the order page shows ours."""

import io
import socket
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone
from PIL import Image

from orders.actions import save_order
from orders.models import OrderLine, ProductPicture
from orders.outbound import Answer, Door, addresses
from orders.outbound.addresses import Place
from orders.pictures import fetching
from orders.pictures.fetching import NoPicture, made_small
from orders.pictures.tasks import MOST_TRIES, fetch_picture, note_pictures
from portal.accounts.models import User
from tests.orders.makers import CANONICAL, MUG, make_order

URL = "https://shop.example.com/mug.jpg"
WITH_PICTURE = replace(MUG, image_url=URL)
pytestmark = pytest.mark.django_db


def photo(size: tuple[int, int] = (400, 300), kind: str = "JPEG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, kind)
    return target.getvalue()


@pytest.fixture(autouse=True)
def one_shop(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PICTURE_HOSTS = ["shop.example.com"]
    storage = storages["private"]
    monkeypatch.setitem(vars(storage), "base_location", str(tmp_path))
    monkeypatch.setitem(vars(storage), "location", str(tmp_path))


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the shop answers; `asked` are the addresses it was asked for."""
    said: dict[str, Any] = {"answer": Answer(200, {}, photo()), "asked": [], "address": "93.184.216.34"}

    def go(door: Door, place: Place, *_rest: Any) -> Answer:
        door._pools(place)
        said["asked"].append(f"{place.scheme}://{place.header}{place.target}")
        return said["answer"]

    monkeypatch.setattr(Door, "_go", go)
    found = lambda host, *_a, **_k: [(socket.AF_INET, 1, 6, "", (said["address"], 443))]  # noqa: E731
    monkeypatch.setattr(addresses.socket, "getaddrinfo", found)
    return said


def fetch_all() -> None:
    note_pictures(timezone.now())
    for pk in ProductPicture.objects.values_list("pk", flat=True):
        fetch_picture.call(pk)


def test_the_order_shows_our_copy(anna: User, as_user: Any, client: Client, shop: dict[str, Any]) -> None:
    order = make_order(anna, lines=(WITH_PICTURE,))
    make_order(anna, number=1002, lines=(WITH_PICTURE,))
    fetch_all()
    assert shop["asked"] == [URL]
    key = OrderLine.objects.values_list("picture", flat=True).distinct().get()
    page = as_user(anna).get(f"/orders/{order.slug}/").content.decode()
    assert f'src="/orders/pictures/{key}.webp"' in page
    assert "shop.example.com" not in page
    answer = client.get(f"/orders/pictures/{key}.webp")
    assert (answer["Content-Type"], "immutable" in answer["Cache-Control"]) == ("image/webp", True)
    with Image.open(io.BytesIO(b"".join(answer))) as picture:  # type: ignore[arg-type]
        assert picture.size == (160, 120)
    fetch_all()
    assert shop["asked"] == [URL]


def test_a_later_order_gets_the_copy_without_asking_again(shop: dict[str, Any]) -> None:
    make_order(lines=(WITH_PICTURE,))
    fetch_all()
    make_order(number=1002, lines=(WITH_PICTURE,))
    fetch_all()
    assert not OrderLine.objects.filter(picture="").exists()
    assert shop["asked"] == [URL]


def test_another_picture_takes_the_first_ones_place(shop: dict[str, Any]) -> None:
    order = make_order(lines=(WITH_PICTURE,))
    fetch_all()
    first = order.lines.get().picture
    later = replace(
        CANONICAL,
        external_id="1001",
        number="1001",
        external_updated_at=CANONICAL.external_updated_at + timedelta(hours=1),
        lines=(replace(MUG, image_url="https://shop.example.com/new.jpg"),),
    )
    save_order(later)
    assert order.lines.get().picture == ""
    fetch_all()
    assert order.lines.get().picture not in ("", first)


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example.com/mug.jpg",
        "http://shop.example.com/mug.jpg",
        "https://shop.example.com.evil.example/mug.jpg",
        "https://shop.example.com@evil.example/mug.jpg",
    ],
)
def test_hosts_nobody_named_are_not_asked(url: str, shop: dict[str, Any]) -> None:
    make_order(lines=(replace(MUG, image_url=url),))
    fetch_all()
    assert (shop["asked"], ProductPicture.objects.count()) == ([], 0)
    with pytest.raises(NoPicture):
        fetching.small_copy(url)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1"])
def test_an_address_inside_our_network_is_not_asked(address: str, shop: dict[str, Any]) -> None:
    shop["address"] = address
    make_order(lines=(WITH_PICTURE,))
    fetch_all()
    assert shop["asked"] == []
    assert "not public" in ProductPicture.objects.get().error


@pytest.mark.parametrize("content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", photo()[:60], b"GIF89a" * 9])
def test_what_is_no_picture_is_not_kept(content: bytes) -> None:
    with pytest.raises(NoPicture):
        made_small(content)


def test_a_shop_that_fails_is_asked_a_few_times(shop: dict[str, Any]) -> None:
    shop["answer"] = Answer(404, {}, b"")
    make_order(lines=(WITH_PICTURE,))
    for _again in range(MOST_TRIES + 2):
        ProductPicture.objects.update(due_at=timezone.now())
        fetch_all()
    picture = ProductPicture.objects.get()
    assert (picture.state, picture.error, len(shop["asked"])) == ("failed", "HTTP 404", MOST_TRIES)


def test_a_key_that_is_none_is_not_found(client: Client) -> None:
    for key in ("x", "..", "a" * 64):
        assert client.get(f"/orders/pictures/{key}.webp").status_code == 404
