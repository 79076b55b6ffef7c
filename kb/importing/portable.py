"""Values of blocks that HTML has no word for, written so that another site understands them.

A chosen image or document becomes its hash, a chosen article its id, rich text stays HTML with its links turned.
Works from the blocks' own definitions, so a block that is invented later travels too.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail import blocks
from wagtail.blocks.field_block import ChooserBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from kb.importing.richtext import Link, parsed, rich_text, units

Choose = Callable[[type[models.Model], Any], Any]
"""From a chosen object's key to its name anywhere, or back; None when there is no such thing."""


class NotHere(ValueError):
    """The value needs something that this site doesn't have."""


def packed(block: blocks.Block, value: Any, link: Link, choose: Choose) -> Any:
    """The stored value without ids of this database."""
    return _turned(block, value, link, choose)


def unpacked(block: blocks.Block, value: Any, link: Link, choose: Choose) -> Any:
    """A value as this database stores it. Raises NotHere, also for what an editor could not save."""
    try:
        stored = _turned(block, value, link, choose)
        block.clean(block.to_python(stored))
    except (ValidationError, TypeError, ValueError, KeyError, AttributeError) as error:
        raise NotHere(str(error)) from error
    return stored


def _turned(block: blocks.Block, value: Any, link: Link, choose: Choose) -> Any:
    if isinstance(block, blocks.RichTextBlock):
        return rich_text(list(units(parsed(str(value)))), link)
    if isinstance(block, ChooserBlock):
        return None if value is None else choose(block.model_class, value)
    if isinstance(block, blocks.StructBlock):
        return {
            name: _turned(child, value[name], link, choose)
            for name, child in block.child_blocks.items()
            if name in value
        }
    if isinstance(block, blocks.ListBlock):
        items = (each["value"] if isinstance(each, dict) and "type" in each else each for each in value)
        return [_item("item", _turned(block.child_block, each, link, choose), at) for at, each in enumerate(items)]
    if isinstance(block, blocks.StreamBlock):
        known = block.child_blocks
        return [
            _item(each["type"], _turned(known[each["type"]], each["value"], link, choose), at)
            for at, each in enumerate(value)
        ]
    if isinstance(block, TypedTableBlock):
        return _table(block, value, link, choose)
    return value


def _table(block: TypedTableBlock, value: Any, link: Link, choose: Choose) -> Any:
    kinds = [block.child_blocks[column["type"]] for column in value["columns"]]
    rows = [
        {"values": [_turned(kind, cell, link, choose) for kind, cell in zip(kinds, row["values"], strict=True)]}
        for row in value["rows"]
    ]
    return {**value, "rows": rows}


def _item(kind: str, value: Any, at: int) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{kind}:{at}"))}
