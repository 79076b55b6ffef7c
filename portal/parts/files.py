"""FILES_URL: where invoices, customers' files and the pictures of articles are kept."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.core.exceptions import ImproperlyConfigured

from portal.env import env
from portal.parts.addresses import needs, options, split

EXAMPLE = "Write s3://key:secret@host/bucket (any S3), or s3:///bucket?region=eu-central-1 for AWS with a role."
DISK = "django.core.files.storage.FileSystemStorage"


def files(name: str, private: Path) -> dict[str, dict[str, Any]]:
    """The storages "default" (pictures, documents) and "private": folders by default, one private bucket of an S3."""
    value = env.str(name, default="")
    if value:
        bucket = _bucket(name, value)
        return {
            "default": {"BACKEND": "portal.parts.s3.MediaInBucket", "OPTIONS": {**bucket, "location": "media"}},
            "private": {"BACKEND": "portal.parts.s3.PrivateInBucket", "OPTIONS": {**bucket, "location": "private"}},
        }
    modes = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
    return {
        "default": {"BACKEND": DISK},
        # Invoices and customers' files: outside MEDIA, served only through a door.
        "private": {"BACKEND": DISK, "OPTIONS": {"location": private, "base_url": None, **modes}},
    }


def _bucket(name: str, value: str) -> dict[str, Any]:
    parts = split(name, value, EXAMPLE)
    said = options(name, parts, {"region", "plain"})
    bucket = parts.path.strip("/")
    if parts.scheme != "s3" or not bucket or "/" in bucket or bool(parts.username) != bool(parts.password):
        raise ImproperlyConfigured(f"{name} is no address of a bucket. {EXAMPLE}")
    if said.get("plain", "0") not in ("0", "1"):
        raise ImproperlyConfigured(f"{name}: plain is 1 for an S3 without TLS on a network of your own, or not there.")
    needs(name, "storages")
    needs(name, "boto3")
    scheme = "http" if said.get("plain") == "1" else "https"
    port = f":{parts.port}" if parts.port else ""
    return {
        "bucket_name": bucket,
        "access_key": unquote(parts.username) if parts.username else None,
        "secret_key": unquote(parts.password) if parts.password else None,
        "endpoint_url": f"{scheme}://{parts.hostname}{port}" if parts.hostname else None,
        "region_name": said.get("region") or "us-east-1",
    }
