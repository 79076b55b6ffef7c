"""The steps that are no setting: languages, a mail, what shops delivered, the first colleague."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.models import Locale

from kb.models import ArticlePage, HelpHomePage
from orders.models import Envelope
from portal.accounts.limits import may_have_mail
from portal.accounts.models import User
from portal.accounts.staff import StaffCreationForm
from portal.api.models import ApiKey
from portal.operations.models import SetupStep
from portal.operations.setup import actions
from portal.operations.setup.mail_test import Outcome, send_test
from portal.operations.setup.pages import StepView
from portal.operations.setup.steps import WORKERS
from portal.webhooks_out.models import Endpoint

LATEST = 5


class Languages(StepView):
    slug = "languages"
    template_name = "operations/setup/languages.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        articles = dict(
            ArticlePage.objects.live().order_by().values_list("locale__language_code").annotate(count=Count("pk"))
        )
        homes = dict(HelpHomePage.objects.live().values_list("locale__language_code", "pk"))
        used = set(Locale.objects.values_list("language_code", flat=True))
        rows = [
            {"name": name, "is_used": code in used, "home": homes.get(code), "articles": articles.get(code, 0)}
            for code, name in settings.WAGTAIL_CONTENT_LANGUAGES
        ]
        return super().get_context_data(**kwargs) | {"languages": rows}


class TestMailForm(forms.Form):
    to = forms.EmailField(label=_("Send it to"), max_length=254)


class MailTest(StepView):
    slug = "mail"
    template_name = "operations/setup/mail.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = TestMailForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        to = form.cleaned_data["to"]
        if not may_have_mail(request, to):
            form.add_error("to", _("This address has had several mails within the hour. Try again later."))
            return self.render_to_response(self.get_context_data(form=form))
        outcome = send_test(to, get_language() or settings.LANGUAGE_CODE, timezone.now())
        self.settle(outcome)
        return self.render_to_response(self.get_context_data(form=form, outcome=outcome))

    def settle(self, outcome: Outcome) -> None:
        """A server that takes the mail is enough; whether it arrived, its reader knows."""
        if outcome.worked:
            actions.note(self.slug, SetupStep.State.DONE, self.request.user, timezone.now())  # type: ignore[arg-type]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or TestMailForm(initial={"to": getattr(self.request.user, "email", "")})
        transport = settings.MAIL_TRANSPORT
        host = f"{transport['host']}:{transport['port']}" if transport["host"] else ""
        mine = {"form": form, "host": host, "sender": settings.DEFAULT_FROM_EMAIL}
        return {"outcome": None, **super().get_context_data(**kwargs), **mine}


class OrdersCome(StepView):
    slug = "orders"
    template_name = "operations/setup/orders.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sources = [
            {
                "name": label,
                "is_open": bool(settings.WEBHOOK_SECRETS.get(source)),
                "address": f"{settings.SITE_URL}/hooks/{source}/",
                "variable": f"{source.upper()}_WEBHOOK_SECRETS",
            }
            for source, label in Envelope.Source.choices
        ]
        may = self.request.user.has_perm
        mine = {
            "sources": sources,
            "deliveries": Envelope.objects.defer("body", "headers")[:LATEST],
            "keys": ApiKey.objects.filter(revoked_at=None)[:LATEST] if may("api.view_apikey") else None,
            "listeners": Endpoint.objects.all()[:LATEST] if may("webhooks_out.view_endpoint") else None,
            "asks_woocommerce": bool(settings.WOOCOMMERCE_URL),
            "asks_baselinker": bool(settings.BASELINKER_TOKEN),
        }
        return super().get_context_data(**kwargs) | mine


class InvitationForm(StaffCreationForm):
    """The admin's own form of a new colleague, without the box that gives all rights."""

    class Meta(StaffCreationForm.Meta):
        fields = {"email", "name", "language", "groups"}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("is_superuser", None)
        self.fields["groups"].required = True
        self.fields["groups"].label = _("Role")
        if not self.is_bound:
            self.fields["groups"].initial = Group.objects.filter(name=WORKERS[0])
        self.order_fields(["email", "name", "language", "groups"])


class Team(StepView):
    slug = "team"
    template_name = "operations/setup/team.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = InvitationForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        person = form.save()
        actions.invite(person, request.user)  # type: ignore[arg-type]
        messages.success(request, _("%(name)s gets a mail with the way in.") % {"name": person.name or person.email})
        return redirect(reverse("setup_step", args=[self.slug]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or InvitationForm()
        staff = User.objects.filter(is_staff=True, is_active=True).prefetch_related("groups").order_by("email")
        count = staff.count()
        told = ngettext("%(count)s person works here.", "%(count)s people work here.", count) % {"count": count}
        return super().get_context_data(**kwargs) | {"form": form, "staff": staff[:20], "told": told}
