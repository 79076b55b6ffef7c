"""Blocks that hold more than text: a video, a file, a fact of the shop, a text for the reader's own order."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from kb import own, placeholders, states
from kb.videos import UnknownVideo, Video, video

INLINE = ["bold", "italic", "link", "document-link"]


class VideoAddressBlock(blocks.URLBlock):
    def clean(self, value: Any) -> Any:
        address = super().clean(value)
        try:
            video(address)
        except UnknownVideo:
            raise ValidationError(
                gettext("Paste the address of one video on YouTube, Vimeo or Dailymotion, as your browser shows it.")
            ) from None
        return address


class VideoValue(blocks.StructValue):
    @property
    def video(self) -> Video | None:
        try:
            return video(self["address"])
        except UnknownVideo:
            return None


class VideoBlock(blocks.StructBlock):
    address = VideoAddressBlock(label=_("Address of the video"))
    title = blocks.CharBlock(max_length=150, label=_("What it shows"))
    length = blocks.RegexBlock(
        regex=r"^\d{1,3}:[0-5]\d(:[0-5]\d)?$",
        required=False,
        label=_("Length"),
        help_text=_("For example 1:40"),
        error_messages={"invalid": _("Write minutes and seconds, for example 1:40.")},
    )
    poster = ImageChooserBlock(
        required=False,
        label=_("Picture"),
        help_text=_("Shown until somebody presses play; nothing is loaded from the host before that."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        template = "kb/blocks/video.html"
        value_class = VideoValue

    def get_searchable_content(self, value: Any) -> list[str]:
        return [value["title"]]


class FileBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(
        required=False, max_length=150, label=_("Name shown"), help_text=_("Empty: the title of the file.")
    )

    class Meta:
        icon = "doc-full"
        label = _("File to download")
        template = "kb/blocks/file.html"

    def get_searchable_content(self, value: Any) -> list[str]:
        document = value.get("document")
        return [value.get("title") or (document.title if document else "")]


class SettingBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=120, label=_("What it is"), help_text=_("For example: You have"))
    value = blocks.CharBlock(
        max_length=120,
        label=_("Value"),
        help_text=_("For example {{ return_days|days }}. Settings → Shop variables lists all there are."),
    )

    class Meta:
        icon = "cogs"
        label = _("Fact of the shop")
        template = "kb/blocks/setting.html"


class OwnTextBlock(blocks.StructBlock):
    state = blocks.ChoiceBlock(choices=states.choices, label=_("When theirs is"))
    text = blocks.RichTextBlock(features=[*INLINE, "ul"], label=_("Text"))


class OwnBlock(blocks.StructBlock):
    texts = blocks.ListBlock(
        OwnTextBlock(),
        min_num=1,
        label=_("For signed-in readers"),
        help_text=_("The first text that fits is shown, with a link to the order or case."),
    )
    otherwise = blocks.RichTextBlock(
        features=[*INLINE, "ul"],
        required=False,
        label=_("For everybody else"),
        help_text=_("Also what search engines and our own search read."),
    )

    class Meta:
        icon = "user"
        label = _("By the reader's own order")
        template = "kb/blocks/own.html"

    def get_searchable_content(self, value: Any) -> list[str]:
        """What everybody may read: the other texts are nobody's until a reader signs in."""
        found: list[str] = self.child_blocks["otherwise"].get_searchable_content(value.get("otherwise"))
        return found

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        request = context.get("request")
        if getattr(request, "is_preview", False):
            return context | {"variants": value["texts"]}
        for each in value["texts"]:
            text = str(each["text"])
            found = own.first_in(each["state"], placeholders.names_in(text), request)
            if found:
                values = {name: found.values.get(name, "") for name in own.names()}
                return context | {"own": found, "text": placeholders.put_own(text, values)}
        return context


def video_origins(body: Any) -> list[str]:
    """What a page with this body must be allowed to frame, and nothing more."""
    found = (block.value.video for block in body if block.block_type == "video")
    return sorted({each.origin for each in found if each})
