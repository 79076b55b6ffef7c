"""A step that is a setting: Wagtail's own form of it, narrowed to the fields that matter first."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, Panel
from wagtail.contrib.settings.views import EditView, get_setting_edit_handler

from portal.operations.models import SetupStep
from portal.operations.setup import actions
from portal.operations.setup.pages import OfTheSetup, step_for
from portal.operations.setup.steps import Step


class SettingStep(OfTheSetup, EditView):
    """What is saved here is saved there: the same row, the same checks, the same log."""

    step: Step
    template_name = "operations/setup/setting.html"
    error_message = _("Not saved yet. Look at the fields in red.")

    def setup(self, request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> None:
        self.step = step_for(request, slug)
        model = self.step.model
        if model is None:
            raise Http404
        known = model.load(request_or_site=request)
        super().setup(request, model._meta.app_label, model._meta.model_name, pk=known.pk)

    def get_panel(self) -> Panel:
        if not self.step.fields:
            return get_setting_edit_handler(self.model)
        return ObjectList([FieldPanel(name) for name in self.step.fields]).bind_to_model(self.model)

    def get_edit_url(self) -> str:
        return reverse("setup_step", args=[self.step.slug])

    def get_page_title(self) -> Any:
        return self.step.title

    def get_page_subtitle(self) -> str:
        return ""

    def get_success_url(self) -> str:
        return self.go_on()

    def get_success_message(self, *_args: Any) -> str:
        return str(_("Saved."))

    def save_instance(self) -> Any:
        saved = super().save_instance()
        actions.note(self.step.slug, SetupStep.State.DONE, self.request.user, timezone.now())  # type: ignore[arg-type]
        return saved

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        model = self.model._meta
        whole = reverse("wagtailsettings:edit", args=[model.app_label, model.model_name])
        return super().get_context_data(**kwargs) | {
            "submit_button_label": _("Save and go on"),
            "whole_setting_url": whole if self.step.fields else "",
        }
