"""Is it still you? For people without a password or second factor: a code by mail before anything sensitive.

allauth asks such people nothing; an open phone on a table would be enough to take an account over.
"""

import time

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows, resume_request
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from portal.accounts.models import User

SESSION_KEY = "confirm_it_is_you"


def has_only_mail(user: User) -> bool:
    return not get_reauthentication_flows(user)


def came_by_code_lately(request: HttpRequest, user: User) -> bool:
    """A code typed in within the last minutes proves the mailbox, also the one that signed them in."""
    return any(
        record["method"] == "code" and time.time() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        for record in get_authentication_records(request, user)
    )


class CodeByMail(AbstractCodeVerificationProcess):
    def __init__(self, request: HttpRequest, user: User, state: dict) -> None:
        self.request = request
        super().__init__(
            app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS, app_settings.LOGIN_BY_CODE_TIMEOUT, state=state, user=user
        )

    @classmethod
    def begin(cls, request: HttpRequest, user: User) -> bool:
        """Mail a new code; False when too many were asked for."""
        email = EmailAddress.objects.get_primary_email(user) or user.email
        if not ratelimit.consume(request, app="allauth.account", action="request_login_code", key=email):
            return False
        process = cls(request, user, cls.initial_state(user, email))
        process.send()
        process.persist()
        return True

    @classmethod
    def resume(cls, request: HttpRequest, user: User) -> "CodeByMail | None":
        state = request.session.get(SESSION_KEY)
        return cls(request, user, state).abort_if_invalid() if state else None

    def send(self) -> None:
        self.state["code"] = get_adapter().generate_login_code()
        get_adapter().send_mail("account/email/confirm_it_is_you", self.state["email"], {"code": self.code})

    def persist(self) -> None:
        self.request.session[SESSION_KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(SESSION_KEY, None)

    def finish(self) -> HttpResponseBase:
        self.abort()
        record_authentication(self.request, self.user, method="code", reauthenticated=True)
        return resume_request(self.request) or redirect("accounts:overview")
