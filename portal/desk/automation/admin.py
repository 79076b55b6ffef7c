"""Rules in the admin, for senior agents; a dry run shows what a rule would have matched last week."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import EditView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from portal.desk.automation.queries import LOOKED_BACK, SHOWN, dry_run
from portal.desk.automation.rules import lines_of
from portal.desk.models import Rule
from returns.models import Case, Way

DOES = ("agent", "team", "tags", "priority", "macro", "notify")
MOST_WORDS = 50


def several(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None: any.")
    )


class RuleForm(WagtailAdminModelForm):
    kinds = several(_("Kind"), Case.Kind.choices)
    languages = several(_("Language"), settings.LANGUAGES)
    ways = several(_("Way"), Way.choices)

    def clean_words(self) -> str:
        words = lines_of(self.cleaned_data["words"])
        if len(words) > MOST_WORDS:
            raise ValidationError(_("At most %(most)d words or phrases.") % {"most": MOST_WORDS})
        return "\n".join(words)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in DOES):
            raise ValidationError(_("Say what the rule does: without that it would match and change nothing."))
        if cleaned.get("words") and cleaned.get("event") not in (Rule.Event.OPENED, Rule.Event.WROTE):
            self.add_error("words", _("Words are looked for when the customer writes: choose such an event."))
        return cleaned


class DryRunView(InspectView):
    """Wagtail's "Inspect" of a rule: what it would have matched last week. Changes nothing."""

    template_name = "desk/automation/dry_run.html"
    page_title = _("Dry run")
    header_icon = "view"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = dry_run(self.object, timezone.now())
        return super().get_context_data(**kwargs) | {"found": found, "days": LOOKED_BACK.days, "most": SHOWN}


def called_dry_run(buttons: list[Any], inspect_url: str | None) -> list[Any]:
    for button in buttons:
        if inspect_url and button.url == inspect_url:
            button.label, button.icon_name = DryRunView.page_title, DryRunView.header_icon
    return buttons


class RuleList(IndexView):
    def get_list_more_buttons(self, instance: Rule) -> list[Any]:
        return called_dry_run(super().get_list_more_buttons(instance), self.get_inspect_url(instance))


class EditRuleView(EditView):
    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return called_dry_run(super().header_more_buttons, self.get_inspect_url())

    def get_success_buttons(self) -> list[Any]:
        dry_run_button = messages.button(self.get_inspect_url(), DryRunView.page_title)
        return [dry_run_button, *super().get_success_buttons()]


class RuleViewSet(ModelViewSet):
    model = Rule
    index_view_class = RuleList
    edit_view_class = EditRuleView
    icon = "cogs"
    name = "desk_rules"
    menu_label = pgettext_lazy("of the desk", "Rules")
    menu_order = 57
    add_to_admin_menu = True
    inspect_view_enabled = True
    inspect_view_class = DryRunView
    list_display: ClassVar = [
        "name",
        BooleanColumn("is_on", label=pgettext_lazy("rule", "Switched on")),
        Column("event", label=_("When"), accessor="get_event_display"),
        "position",
    ]
    search_fields: ClassVar = ["name", "words"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("name"),
                    FieldRowPanel([FieldPanel("is_on"), FieldPanel("position")]),
                    FieldPanel("event"),
                ],
                heading=_("When"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("kinds"), FieldPanel("languages"), FieldPanel("ways")]),
                    FieldPanel("words", widget=forms.Textarea(attrs={"rows": 4})),
                    FieldRowPanel([FieldPanel("priority_from"), FieldPanel("hours")]),
                    FieldRowPanel([FieldPanel("in_team"), FieldPanel("with_tag")]),
                    FieldRowPanel([FieldPanel("is_nobodys"), FieldPanel("is_late")]),
                ],
                heading=_("If all of this fits"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("team"), FieldPanel("agent")]),
                    FieldRowPanel([FieldPanel("priority"), FieldPanel("macro")]),
                    FieldPanel("tags", widget=forms.CheckboxSelectMultiple),
                    FieldPanel("notify", widget=forms.CheckboxSelectMultiple),
                ],
                heading=_("Then"),
            ),
        ],
        base_form_class=RuleForm,
    )


@hooks.register("register_admin_viewset")
def rules() -> RuleViewSet:
    return RuleViewSet()
