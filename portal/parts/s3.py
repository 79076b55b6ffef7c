"""Files in a private bucket of an S3. Nobody gets an address of it: everything leaves through our own doors."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import ContentFile
from storages.backends.s3 import S3Storage

from portal.parts.away import PartAway

Answer = TypeVar("Answer")
# A file of ten megabytes takes seconds; a store that is gone must not hold a thread for minutes.
CONNECT_SECONDS, READ_SECONDS, TRIES = 3, 20, 2
IN_MEMORY = 2 * 1024 * 1024  # bytes of a file that is being read; what is larger waits in a temporary file


class InBucket(S3Storage):
    """The same answers as Django's storage on a disk, so that nobody above has to know."""

    def __init__(self, **options: Any) -> None:
        chosen = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
            s3={"addressing_style": "path"} if options.get("endpoint_url") else {},
            signature_version="s3v4",
            # Checksums that other makers' S3 do not know yet.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        # No access list of its own: the bucket's rules hold, and they let nobody in.
        fixed = {"default_acl": None, "file_overwrite": False, "max_memory_size": IN_MEMORY}
        super().__init__(**options, **fixed, client_config=chosen)

    def exists(self, name: str) -> bool:
        """A folder exists when something lies in it, as on a disk."""
        if self._asked(super().exists, name):
            return True
        if "." in name.rpartition("/")[2]:
            return False
        prefix = f"{self._normalize_name(name).rstrip('/')}/"
        client = self.connection.meta.client
        found = self._asked(client.list_objects_v2, Bucket=self.bucket_name, Prefix=prefix, MaxKeys=1)
        return bool(found.get("KeyCount"))

    def get_modified_time(self, name: str) -> datetime:
        """Raises FileNotFoundError."""
        return self._asked(super().get_modified_time, name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        return self._asked(super().listdir, path)

    def delete(self, name: str) -> None:
        self._asked(super().delete, name)

    def replace(self, name: str, content: bytes) -> str:
        """Puts a file in the place of another one, or of none: readers see the old or the new, never half."""
        return self._save(name, ContentFile(content))

    def _open(self, name: str, mode: str = "rb") -> Any:
        return self._asked(super()._open, name, mode)

    def _save(self, name: str, content: Any) -> str:
        return self._asked(super()._save, name, content)

    def _asked(self, question: Callable[..., Answer], *args: Any, **named: Any) -> Answer:
        """Raises FileNotFoundError, and PartAway when the store does not answer or answers nonsense."""
        try:
            return question(*args, **named)
        except ClientError as refused:
            status = refused.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            if status == 404:
                raise FileNotFoundError(f"There is no {args[0] if args else 'such file'}.") from refused
            if status < 500:
                raise
            raise PartAway(f"The store of files answers {status}.") from refused
        except BotoCoreError as away:
            raise PartAway(f"The store of files does not answer ({type(away).__name__}).") from away


class PrivateInBucket(InBucket):
    def url(self, name: str, parameters: Any = None, expire: Any = None, http_method: Any = None) -> str:
        raise ValueError("Private files have no address; views hand them out.")


class MediaInBucket(InBucket):
    """Pictures and documents of articles, at the address our own door has for them (kb.editing.files)."""

    def url(self, name: str, parameters: Any = None, expire: Any = None, http_method: Any = None) -> str:
        return f"{settings.MEDIA_URL}{quote(name)}"
