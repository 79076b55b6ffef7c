"""Without room for a photo its sender hears that, and not that her photo is broken."""

import errno
from pathlib import Path

import pytest

from returns import attachments
from returns.attachments import decode
from tests.returns.makers import pdf, picture, upload

# The real decoder, in a process whose files may have 100 bytes: to whoever writes, that is a full disk.
WITHOUT_ROOM = """
import resource, runpy
_soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
runpy.run_path({decoder!r}, run_name="__main__")
"""


@pytest.mark.parametrize("content", [picture("JPEG", (80, 60)), picture("PNG", (80, 60)), pdf()])
def test_a_file_there_is_no_room_for_is_not_called_broken(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "decoder.py"
    script.write_text(WITHOUT_ROOM.format(decoder=str(attachments.DECODER)))
    monkeypatch.setattr(attachments, "DECODER", script)
    with pytest.raises(OSError, match="No space left") as told:
        decode(upload(content))
    assert told.value.errno == errno.ENOSPC
