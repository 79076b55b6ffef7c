"""What an article's body is made of. Every block renders through kb/templates/kb/blocks/."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageChooserBlock

from kb.living_blocks import FileBlock, OwnBlock, SettingBlock, VideoBlock

INLINE = ["bold", "italic", "link", "document-link"]
TEXT = ["h2", "h3", "ul", "ol", *INLINE]


class StepsBlock(blocks.StructBlock):
    steps = blocks.ListBlock(blocks.RichTextBlock(features=[*INLINE, "ul"]), label=_("Steps"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "kb/blocks/steps.html"


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        choices=[("info", _("Good to know")), ("warning", _("Take care")), ("success", _("Tip"))],
        default="info",
        label=_("Kind"),
    )
    text = blocks.RichTextBlock(features=[*INLINE, "ul"], label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "kb/blocks/callout.html"

    def get_searchable_content(self, value: Any) -> list[str]:
        """The text alone: "Take care" is written on hundreds of articles and tells none apart."""
        found: list[str] = self.child_blocks["text"].get_searchable_content(value.get("text"))
        return found


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(
        max_length=250,
        label=_("What the picture shows"),
        help_text=_("Read aloud to people who can't see it."),
    )
    caption = blocks.CharBlock(required=False, max_length=250, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Image")
        template = "kb/blocks/image.html"


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(max_length=200, label=_("Question"))
    answer = blocks.RichTextBlock(features=[*INLINE, "ul", "ol"], label=pgettext_lazy("question and answer", "Answer"))

    class Meta:
        icon = "help"
        label = _("Question and answer")
        template = "kb/blocks/question.html"


class BodyBlock(blocks.StreamBlock):
    text = blocks.RichTextBlock(features=TEXT, label=_("Text"), template="kb/blocks/text.html")
    steps = StepsBlock()
    callout = CalloutBlock()
    image = PictureBlock()
    table = TypedTableBlock(
        [("text", blocks.RichTextBlock(features=INLINE, label=_("Text")))],
        label=_("Table"),
        template="kb/blocks/table.html",
    )
    question = QuestionBlock()
    video = VideoBlock()
    file = FileBlock()
    setting = SettingBlock()
    own = OwnBlock()
