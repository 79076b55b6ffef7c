#!/usr/bin/env python
"""Django's command line for Aftercare."""

import os
import sys

if sys.version_info[:2] != (3, 11):
    running = sys.version.split()[0]
    sys.exit(f"Aftercare needs Python 3.11, this is {running}. Run `make setup`, then .venv/bin/python manage.py.")

try:
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
except ImportError as missing:
    sys.exit(f"{missing}. Run `make setup`, then .venv/bin/python manage.py.")

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        # Read now, so that what is wrong with them is one sentence and not a page of code.
        settings.INSTALLED_APPS  # noqa: B018
    except ImproperlyConfigured as wrong:
        sys.exit(f"The settings are not right: {wrong}")
    execute_from_command_line(sys.argv)
