"""Dockerfile, compose.yaml, nginx and systemd: read by the programs that would run them."""

import os
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.deploy import probe
from tests.house.source import ROOT
from tests.house.test_settings_are_documented import variables_read

DEPLOY = ROOT / "portal" / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
OURS = ("migrate", "web", "worker", "tick")
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def program(name: str) -> str:
    """Debian keeps nginx out of the PATH of ordinary people."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:{Path(sys.executable).parent}")
    assert found, f"{name} is missing: sh portal/setup.sh tests"
    return found


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_image_is_made_as_the_rules_for_images_ask() -> None:
    done = run(program("hadolint"), ROOT / "Dockerfile")
    assert done.returncode == 0, done.stdout
    assert done.stdout == ""


def test_the_image_runs_as_nobody_in_particular_and_pins_what_it_stands_on() -> None:
    stages = re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    assert len(stages) == 2
    assert all(re.search(r":\d+\.\d+\.\d+-", stage) for stage in stages)
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.M) == ["10001:10001"]
    assert "--require-hashes" in DOCKERFILE
    assert "HEALTHCHECK" in DOCKERFILE


def test_the_image_holds_no_secret() -> None:
    """What stands after ENV and ARG stays in an image for ever."""
    kept = re.findall(r"^(?:ENV|ARG) (?:.*\\\n)*.*$", DOCKERFILE, re.M)
    assert kept
    assert not re.search(r"SECRET|PASSWORD|TOKEN|KEY", " ".join(kept))
    first, *allowed = [
        line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")
    ]
    assert first == "*", "only what is named gets in"
    assert not any(name in line for line in allowed for name in (".env", "!var", "!tests", ".git"))


def test_every_setting_in_the_containers_is_one_of_ours() -> None:
    known = variables_read()
    ours = {name for service in OURS for name in COMPOSE["services"][service]["environment"]}
    assert ours <= known
    in_image = set(re.findall(r"\b([A-Z_]+)=", " ".join(re.findall(r"^ENV (?:.*\\\n)*.*$", DOCKERFILE, re.M))))
    assert {name for name in in_image if not name.startswith(("GRANIAN", "PYTHON", "PIP"))} <= known | {"PATH"}
    web = run(program("granian"), "--help").stdout
    assert {name for name in in_image if name.startswith("GRANIAN")} <= set(re.findall(r"GRANIAN_\w+", web))


def test_containers_keep_nothing_and_may_do_little() -> None:
    for name in OURS:
        service = COMPOSE["services"][name]
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "privileged" not in service, name
        assert service["tmpfs"] == ["/tmp"], name


def test_a_password_is_asked_for_and_never_made_up() -> None:
    assert COMPOSE["services"]["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert ":?" in COMPOSE["services"]["web"]["environment"]["DATABASE_URL"]


def test_one_container_migrates_and_the_others_wait() -> None:
    services = COMPOSE["services"]
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in ("web", "worker", "tick"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}, name
    assert services["opensearch"]["profiles"] == ["opensearch"]
    assert "noeviction" in services["redis"]["command"]
    for each in services.values():
        assert {volume.split(":")[0] for volume in each.get("volumes", [])} <= set(COMPOSE["volumes"])
        image = each["image"]
        assert ":" in image, f"{image} has no tag"


def test_commands_of_the_containers_exist() -> None:
    for name in ("worker", "tick"):
        command = COMPOSE["services"][name]["command"]
        assert command[:2] == ["python", "manage.py"]
        assert (ROOT / "portal" / "management" / "commands" / f"{command[2]}.py").exists()


def test_nginx_takes_the_example(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    subject = ["-subj", "/CN=help.example.com"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *subject]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    example = (DEPLOY / "nginx.conf").read_text()
    example = example.replace("/etc/ssl/certs/help.example.com.pem", str(certificate))
    example = example.replace("/etc/ssl/private/help.example.com.key", str(key))
    example = example.replace("/var/cache/nginx/aftercare", str(tmp_path / "cache"))
    (tmp_path / "site.conf").write_text(example)
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; include {tmp_path}/site.conf; }}"
    )
    done = run(program("nginx"), "-t", "-e", "stderr", "-c", tmp_path / "nginx.conf", "-p", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_nginx_says_of_private_files_what_we_say() -> None:
    example = (DEPLOY / "nginx.conf").read_text()
    section = example.split("location /private-files/", 1)[1].split("\n    }", 1)[0]
    assert "internal;" in section
    for line in ("nosniff", "default-src 'none'; sandbox", "same-origin"):
        assert line in section


@pytest.mark.parametrize("unit", sorted(path.name for path in (DEPLOY / "systemd").iterdir()))
def test_systemd_takes_the_units(unit: str, tmp_path: Path) -> None:
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", (DEPLOY / "systemd" / unit).read_text(), flags=re.M)
    (tmp_path / unit).write_text(text)
    done = run(program("systemd-analyze"), "verify", tmp_path / unit)
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / unit) not in done.stderr, done.stderr


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        fine = self.path == "/healthz" and self.headers["Host"] == "help.example.com"
        self.send_response(200 if fine else 400)
        self.end_headers()

    def log_message(self, *said: Any) -> None:
        return


def test_the_probe_asks_the_site_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    server = HTTPServer(("127.0.0.1", 0), Answer)
    asked = threading.Thread(target=server.handle_request)
    asked.start()
    monkeypatch.setenv("GRANIAN_PORT", str(server.server_port))
    monkeypatch.setenv("SITE_URL", "https://help.example.com")
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    assert probe.main() == 0
    asked.join()
    server.server_close()
    assert probe.main() == 1, "nobody listens any more"
