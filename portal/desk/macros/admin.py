"""Macros in the admin: agents keep their own, senior agents also what everybody shares."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from portal.desk.macros.queries import to_edit
from portal.desk.macros.rules import unknown
from portal.desk.macros.variables import NAMES
from portal.desk.models import Macro
from returns.access import LEAD_CASES


class MacroForm(WagtailAdminModelForm):
    is_shared = forms.BooleanField(
        label=_("For everybody"),
        required=False,
        help_text=_("Only senior agents share macros and change shared ones."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_share = self.for_user is not None and self.for_user.has_perm(LEAD_CASES)
        self.fields["is_shared"].initial = bool(self.instance.pk) and self.instance.owner_id is None
        self.fields["is_shared"].disabled = not self.may_share

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.instance.owner = None if cleaned.get("is_shared") else self.instance.owner or self.for_user
        same = Macro.objects.filter(owner=self.instance.owner, name=cleaned.get("name", "")).exclude(
            pk=self.instance.pk
        )
        if same.exists():
            self.add_error("name", _("There is a macro of this name already."))
        for form in self.formsets["texts"].forms if hasattr(self, "formsets") else ():
            text = form.data.get(form.add_prefix("body"), "")
            if strange := unknown(text, NAMES):
                words = _("Nobody knows these variables: %(names)s") % {"names": ", ".join(strange)}
                self.add_error(None, ValidationError(words))
        return cleaned


class OwnOrLead(ModelPermissionPolicy):
    """Your own macros; what is shared only as a senior agent."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Macro) -> bool:
        return bool(self.user_has_permission(user, action)) and to_edit(user).filter(pk=instance.pk).exists()

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Macro) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Macro]:
        return to_edit(user) if self.user_has_any_permission(user, actions) else Macro.objects.none()


class NotYours:
    """The views ask for the right to change macros in general; here, this one's."""

    def get_object(self, *where: Any) -> Macro:
        macro: Macro = super().get_object(*where)  # type: ignore[misc]
        if not to_edit(self.request.user).filter(pk=macro.pk).exists():  # type: ignore[attr-defined]
            raise PermissionDenied
        return macro


class Edit(NotYours, generic.EditView):
    pass


class Delete(NotYours, generic.DeleteView):
    pass


class History(NotYours, history.HistoryView):
    pass


class Usage(NotYours, usage.UsageView):
    pass


class MacroViewSet(ModelViewSet):
    model = Macro
    edit_view_class = Edit
    delete_view_class = Delete
    history_view_class = History
    usage_view_class = Usage
    icon = "snippet"
    name = "desk_macros"
    menu_label = _("Macros")
    menu_order = 56
    add_to_admin_menu = True
    list_display: ClassVar = [
        "name",
        "folder",
        Column(
            "owner", label=pgettext_lazy("of a macro", "Whose"), accessor=lambda macro: macro.owner or _("Everybody's")
        ),
        "used",
        "used_at",
    ]
    list_filter: ClassVar = ["folder"]
    search_fields: ClassVar = ["name", "folder", "texts__body"]
    edit_handler = ObjectList(
        [
            FieldPanel("name", help_text=_("Agents type it after a slash.")),
            FieldPanel("folder"),
            FieldPanel("is_shared"),
            HelpPanel(NAMES, template="desk/macros/variables.html"),
            InlinePanel("texts", [FieldPanel("language"), FieldPanel("body")], label=_("Text"), heading=_("Texts")),
            MultiFieldPanel(
                [
                    FieldPanel("internal"),
                    FieldPanel("tags", widget=forms.CheckboxSelectMultiple),
                    FieldPanel("assign"),
                    FieldPanel("team"),
                    FieldPanel("priority"),
                    FieldPanel("snooze_days"),
                    FieldPanel("close"),
                ],
                heading=_("It also"),
            ),
        ],
        base_form_class=MacroForm,
    )


register_permission_policy(Macro, OwnOrLead(Macro))


@hooks.register("register_admin_viewset")
def macros() -> MacroViewSet:
    return MacroViewSet()
