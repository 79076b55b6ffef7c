"""What this machine has: Python, libraries, packages, the clock, the disk."""

import ctypes
import sys
from datetime import datetime
from importlib.metadata import distributions
from zoneinfo import ZoneInfo

from django.conf import settings
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from portal.operations import checks
from portal.operations.checks import FINE, Said
from portal.operations.floor import below

PYTHON = (3, 11)
# What WeasyPrint loads when the first invoice is made; portal/setup.sh installs the same.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
}
OLDEST_CLOCK = 2026


def python(_now: datetime) -> Said:
    running = sys.version_info[:2]
    if running != PYTHON:
        return Said(
            "fail", f"Python {running[0]}.{running[1]} runs.", "Aftercare needs Python 3.11: run `make setup`."
        )
    return Said("ok", sys.version.split()[0])


def libraries(_now: datetime) -> Said:
    missing = []
    for name, package in LIBRARIES.items():
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(package)
    if missing:
        return Said("fail", "Invoices can't be made as PDF.", f"Run `apt-get install {' '.join(missing)}`.")
    return FINE


def installed() -> dict[str, Version]:
    found: dict[str, Version] = {}
    for each in distributions():
        try:
            found[canonicalize_name(each.metadata["Name"])] = Version(each.version)
        except (InvalidVersion, TypeError):
            # A broken folder among the packages; what it would have been is missing, and pip says so.
            continue
    return found


def packages(_now: datetime) -> Said:
    old = below(installed())
    return Said("fail", "; ".join(old) + ".", "Run `make setup`, after an update of Aftercare.") if old else FINE


def time_zone(now: datetime) -> Said:
    if now.year < OLDEST_CLOCK:
        return Said(
            "fail", f"The clock says {now:%Y-%m-%d}.", "Set the clock (NTP): deadlines and signatures need it."
        )
    there = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    return Said("ok", f"{settings.TIME_ZONE}, where it is {there:%H:%M}")


CHECKS: dict[str, checks.Check] = {
    "python": python,
    "libraries": libraries,
    "packages": packages,
    "time zone": time_zone,
    "disk": checks.disk,
}
