"""Asks the web server of this container whether it lives: the answer is the exit code.

Loads nothing of the site, since it is asked four times a minute. The site answers to its own names only.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

SECONDS = 2.5


def name_of_the_site() -> str:
    named = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    return named or urlsplit(os.environ.get("SITE_URL", "")).hostname or "localhost"


def main() -> int:
    port = int(os.environ.get("GRANIAN_PORT", "8000"))
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", "/healthz", headers={"Host": name_of_the_site()})
        return 0 if connection.getresponse().status == 200 else 1
    except (OSError, HTTPException):
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
