"""The one door out: looked-at addresses only, no redirect, an end to every answer, and the certificate's own name."""

import gzip
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from copy import copy
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from orders.outbound import BadAddress, Door, Limits, NotReached, Rules, TooLarge, TooSlow, addresses, door
from orders.outbound.addresses import is_public, place_of
from tests.house.source import ROOT

HERE = Rules(http=True, inside=True)


class Machine(BaseHTTPRequestHandler):
    """What it does stands in `acts`, by path."""

    protocol_version = "HTTP/1.1"
    acts: dict[str, Callable[["Machine"], None]]
    asked: list["Machine"]

    def do_GET(self) -> None:
        self.said = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.asked.append(copy(self))  # one stays for all questions of a connection
        self.acts[self.path.partition("?")[0]](self)

    do_POST = do_GET  # noqa: N815

    def tell(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self) -> None:
        """A byte now and then, for ever: each comes before any timeout of a socket."""
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        try:
            while True:
                self.wfile.write(b".")
                time.sleep(0.02)
        except OSError:
            pass

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def machine() -> Iterator[Any]:
    """machine.url; machine.on[path] is what it does; machine.asked what came."""
    with standing() as found:
        yield found


class standing:  # noqa: N801 - reads as a word of the test
    def __init__(self, certificate: Path | None = None) -> None:
        self.on: dict[str, Callable[[Machine], None]] = {"/": lambda asked: asked.tell(b"hello")}
        self.asked: list[Machine] = []
        self.server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("M", (Machine,), {"acts": self.on, "asked": self.asked})
        )
        self.server.daemon_threads = True
        self.port = self.server.server_port
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "standing":
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "::ffff:8.8.8.8",
        "2002:a00:1::1", "64:ff9b::a00:1", "2001:0:4136:e378::1", "ff02::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_everybodys_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
def test_everybodys_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://shop.example/", "https://"), ("ftp://shop.example/", "https://"), ("file:///etc/passwd", "https://"),
        ("https:///", "host"), ("https://me:word@shop.example/", "name or password"), ("https://[::1", "read"),
        ("https://shop.example:99999/", "read"), ("https://shop.example:22/", "port 22"), ("shop.example", "https://"),
        ("javascript:alert(1)", "https://"),
    ],
)  # fmt: skip
def test_strange_addresses_are_refused_before_anything_is_asked(url: str, why: str) -> None:
    with pytest.raises(BadAddress, match=why):
        place_of(url, Rules(ports=frozenset({443})))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "127.1"])
def test_nobody_comes_to_this_machine_through_the_door(host: str, machine: Any) -> None:
    with pytest.raises(BadAddress, match="not public"):
        Door(Limits(), Rules(http=True)).ask("GET", f"http://{host}:{machine.port}/")
    assert machine.asked == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, 1, 6, "", (address, 443)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *_a, **_k: found)
    with pytest.raises(BadAddress, match="not public"):
        Door(Limits()).ask("GET", "https://shop.example/")


def test_the_host_is_looked_up_once_whatever_it_says_later(machine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when it is looked at and private when it is gone to (DNS rebinding)."""
    real, looked = socket.getaddrinfo, []

    def found(host: str, *rest: Any, **more: Any) -> Any:
        if host != "shop.example":
            return real(host, *rest, **more)
        looked.append(host)
        return real("127.0.0.1" if len(looked) == 1 else "127.0.0.2", *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", found)
    through = Door(Limits(), HERE)
    url = f"http://shop.example:{machine.port}/"
    assert [through.ask("GET", url).body for _again in range(3)] == [b"hello"] * 3
    assert len(looked) == 1
    assert {asked.headers["Host"] for asked in machine.asked} == {f"shop.example:{machine.port}"}
    assert len({asked.client_address for asked in machine.asked}) == 1  # one connection


def test_a_second_address_stands_in_for_a_first_that_is_away(machine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, 1, 6, "", (address, 0)) for address in ("::1", "127.0.0.1")]
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *a, **k: found if host == "shop.example" else real(host, *a, **k)
    )
    assert Door(Limits(), HERE).ask("GET", f"http://shop.example:{machine.port}/").status == 200


def test_a_redirect_is_an_answer_and_nobody_follows_it(machine: Any) -> None:
    machine.on["/old"] = lambda asked: asked.tell(b"", 302, Location="/")
    assert Door(Limits(), HERE).ask("GET", f"{machine.url}/old").status == 302
    assert len(machine.asked) == 1


@pytest.mark.parametrize("act", ["drip", "silence"])
def test_an_answer_that_never_ends_is_ended(act: str, machine: Any) -> None:
    machine.on["/"] = Machine.drip if act == "drip" else lambda asked: time.sleep(0.6)
    began = time.monotonic()
    with pytest.raises(TooSlow):
        Door(Limits(pause=5, whole=0.2, size=10**6), HERE).ask("GET", machine.url)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("packed", [False, True])
def test_a_large_answer_is_refused_packed_or_not(packed: bool, machine: Any) -> None:
    body = b" " * 300_000
    machine.on["/"] = lambda asked: (
        asked.tell(gzip.compress(body), Content_Encoding="gzip") if packed else asked.tell(body)
    )
    with pytest.raises(TooLarge):
        Door(Limits(size=100_000), HERE).ask("GET", machine.url)
    assert Door(Limits(size=100_000), HERE).ask("GET", machine.url, keep=500).body == body[:500]


def test_what_goes_out_is_what_was_meant(machine: Any) -> None:
    through = Door(Limits(), HERE)
    through.ask("POST", f"{machine.url}/?a=1", params={"b": "2 3"}, data={"c": "ż"}, auth=("me", "word"))
    through.ask("POST", machine.url, document={"d": 1})
    through.ask("POST", machine.url, data=b"{}", headers={"Content-Type": "application/json"})
    form, document, raw = machine.asked
    assert (form.path, form.said, form.headers["Authorization"]) == ("/?a=1&b=2+3", b"c=%C5%BC", "Basic bWU6d29yZA==")
    assert (document.said, document.headers["Content-Type"], raw.said) == (b'{"d": 1}', "application/json", b"{}")


def test_a_machine_that_is_away_is_told_without_its_address() -> None:
    with pytest.raises(NotReached) as error:
        Door(Limits(), HERE).ask("GET", "http://127.0.0.1:9/?key=secret")
    assert "secret" not in str(error.value)
    with pytest.raises(NotReached):
        Door(Limits(), HERE).ask("GET", "http://no-such-host.invalid/")


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of shop.example, and trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("shop.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "shop.pem"
    encoding = serialization.Encoding.PEM
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + made.public_bytes(encoding))
    monkeypatch.setattr(door.certifi, "where", lambda: str(path))
    return path


def test_the_certificate_must_be_of_the_name_that_was_asked_not_of_the_address(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *a, **k: real("127.0.0.1" if "example" in host else host, *a, **k)
    )
    with standing(certificate) as safe:
        assert Door(Limits(), HERE).ask("GET", f"https://shop.example:{safe.port}/").body == b"hello"
        with pytest.raises(NotReached):
            Door(Limits(), HERE).ask("GET", f"https://other.example:{safe.port}/")
        safe.on["/"] = Machine.drip
        with pytest.raises(TooSlow):
            Door(Limits(pause=5, whole=0.3), HERE).ask("GET", f"https://shop.example:{safe.port}/")


def test_nobody_goes_out_by_another_door() -> None:
    """Demo and container ask their own server whether it stands; nothing else opens a connection by HTTP."""
    ways_out = re.compile(
        r"^\s*(?:import|from) (?:requests|urllib3|httpx|aiohttp|http\.client|urllib\.request)\b", re.MULTILINE
    )
    found = {
        str(path.relative_to(ROOT))
        for app in ("portal", "kb", "orders", "returns")
        for path in (ROOT / app).rglob("*.py")
        if ways_out.search(path.read_text())
    }
    at_home = {"portal/demo/__main__.py", "portal/deploy/probe.py"}
    assert found == {"orders/outbound/addresses.py", "orders/outbound/door.py", *at_home}
