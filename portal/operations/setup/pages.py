"""What all pages of the setting up share, and the overview."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.operations.models import SetupStep
from portal.operations.setup import actions
from portal.operations.setup.steps import BY_SLUG, STEPS, Standing, Step, after, standings

TITLE = pgettext_lazy("setup", "Set up")


def step_for(request: HttpRequest, slug: str) -> Step:
    """The door: a step that exists and that this person may take."""
    step = BY_SLUG.get(slug)
    if step is None:
        raise Http404
    if not step.may(request.user):
        raise PermissionDenied
    return step


class OfTheSetup(WagtailAdminTemplateMixin):
    """`step` is None on the overview."""

    _show_breadcrumbs = True
    request: HttpRequest
    step: Step | None = None

    @cached_property
    def standings(self) -> list[Standing]:
        return standings(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
        if self.step is None:
            return [*items, {"url": "", "label": TITLE}]
        return [*items, {"url": reverse("setup"), "label": TITLE}, {"url": "", "label": self.step.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        every = self.standings
        place = next((number for number, each in enumerate(every, 1) if each.step is self.step), 0)
        settled = sum(each.state == "done" for each in every)
        mine = {
            "setup_standings": every,
            "setup_step": self.step,
            "setup_place": place,
            "setup_count": len(every),
            "setup_done": settled,
            "setup_standing": every[place - 1] if place else None,
        }
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | mine

    def go_on(self) -> str:
        """The address of what to do next."""
        following = after(self.step, standings(self.request.user)) if self.step else None
        return reverse("setup_step", args=[following.slug]) if following else reverse("setup")


class Overview(OfTheSetup, TemplateView):
    template_name = "operations/setup/overview.html"
    page_title = TITLE
    header_icon = "cogs"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not any(step.may(request.user) for step in STEPS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class StepView(OfTheSetup, TemplateView):
    """A step that is a page of its own; "I have looked" settles it."""

    slug: ClassVar[str]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.step = step_for(request, self.slug)
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> Any:
        return BY_SLUG[self.slug].title

    def get_header_icon(self) -> str:
        return BY_SLUG[self.slug].icon


@require_POST
def say(request: HttpRequest, slug: str) -> HttpResponse:
    """A step is put off, looked at, or taken up again."""
    step = step_for(request, slug)
    said = request.POST.get("said", "")
    if said == "again":
        actions.open_again(step.slug)
        return redirect("setup_step", step.slug)
    if said not in SetupStep.State.values:
        raise Http404
    actions.note(step.slug, SetupStep.State(said), request.user, timezone.now())  # type: ignore[arg-type]
    if said == SetupStep.State.LATER:
        messages.success(request, _("Put off. It stays on the list."))
    following = after(step, standings(request.user))
    return redirect("setup_step", following.slug) if following else redirect("setup")
