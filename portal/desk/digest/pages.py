"""Figures → Last digests: what went out each week, what would go out now, and the reader's own switch."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.desk.digest.actions import readers
from portal.desk.digest.facts import facts_of
from portal.desk.digest.letter import letter
from portal.desk.models import Digest
from portal.notifications.choices import choose, wants
from returns.access import SEE_FIGURES

SHOWN = 26


class DigestPage(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "mail"
    page_title = gettext_lazy("Weekly digest")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": reverse("desk:digests"), "label": self.page_title}]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(SEE_FIGURES):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)


class LastDigests(DigestPage):
    template_name = "desk/digest/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        found: QuerySet[Digest] = Digest.objects.defer("facts")[:SHOWN]
        is_reader = readers().filter(pk=user.pk).exists()
        return super().get_context_data(
            digests=found, is_reader=is_reader, wanted=is_reader and wants(user, "digest"), **kwargs
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """The same switch as among the mails of the account."""
        wanted = request.POST.get("wanted") == "yes"
        user: Any = request.user
        choose(user, {"digest": wanted})
        messages.success(request, _("You get it every Monday.") if wanted else _("You get it no more."))
        return redirect("desk:digests")


class OneDigest(DigestPage):
    """One that went out; without a day what would go out now. A look sends nothing."""

    template_name = "desk/digest/digest.html"
    http_method_names = ["get", "head", "options"]  # noqa: RUF012 - as Django has it

    def get_context_data(self, monday: Any = None, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        if monday is None:
            today = timezone.localdate(now)
            facts, made_at = facts_of(today - timedelta(days=today.weekday()), now), now
        else:
            digest = get_object_or_404(Digest, monday=monday)
            facts, made_at = digest.facts, digest.made_at
        said = letter(facts, get_language() or "en", made_at)
        return super().get_context_data(said=said, made_at=made_at, is_preview=monday is None, **kwargs)
