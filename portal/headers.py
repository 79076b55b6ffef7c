"""Content security policy on every answer: strict for customers, Wagtail's needs under /admin/ only."""

from csp.constants import SELF
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

# Wagtail draws a page's preview by asking the site for it and shows the answer in a frame of the admin.
PREVIEW = {"frame-ancestors": [SELF]}


class ContentSecurityPolicy(CSPMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not hasattr(response, "_csp_replace"):
            if request.path_info.startswith("/admin/"):
                vars(response)["_csp_replace"] = settings.ADMIN_CONTENT_SECURITY_POLICY
            elif getattr(request, "is_preview", False):
                vars(response)["_csp_replace"] = PREVIEW
        return super().process_response(request, response)
