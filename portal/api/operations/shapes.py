"""What operations share: the answers each one may give, and the parameters of lists."""

from typing import Annotated, Any

from ninja import Schema
from pydantic import Field, StringConstraints

from portal.api.fields import Moment
from portal.api.once import PARAMETER
from portal.api.schemas.answers import Refusal

READ_PROBLEMS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 429, 503), Refusal)
WRITE_PROBLEMS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 429, 503), Refusal)
ONCE = {"parameters": [PARAMETER]}


class Since(Schema):
    """Of every list."""

    updated_since: Moment | None = Field(default=None, description="Only what changed here since this moment.")
    cursor: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]*$", max_length=80)] = Field(
        "", description="The `next` of the page before; it wins over updated_since."
    )
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class Deletion(Schema):
    deleted_at: Moment | None = Field(default=None, description="When you deleted it; without it: now.")
