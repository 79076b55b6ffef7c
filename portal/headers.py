"""Content security policy on every answer: strict for customers, Wagtail's needs under /admin/ only."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ContentSecurityPolicy(CSPMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path_info.startswith("/admin/") and not hasattr(response, "_csp_replace"):
            vars(response)["_csp_replace"] = settings.ADMIN_CONTENT_SECURITY_POLICY
        return super().process_response(request, response)
