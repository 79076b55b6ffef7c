"""A macro's text for one case, and the preview while one is written."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from portal.desk.access import AgentsOnly
from portal.desk.macros.queries import Filled, filled, macros_of
from portal.desk.macros.rules import fill, left_open, unknown
from portal.desk.macros.variables import EXAMPLE, NAMES
from returns.access import get_case_to_work


def hints(found: Filled) -> list[str]:
    """What an agent has to know before sending it."""
    said = []
    if found.fallback:
        language = get_language_info(found.fallback)["name_translated"]
        said.append(_("There is no text in the customer's language; this is %(language)s.") % {"language": language})
    if found.open:
        said.append(_("Fill in before you send it: %(names)s") % {"names": ", ".join(found.open)})
    return said


class MacroView(AgentsOnly):
    def get(self, request: HttpRequest, reference: str, pk: int) -> HttpResponse:
        case = get_case_to_work(self.agent, reference)
        macro = get_object_or_404(macros_of(self.agent), pk=pk)
        found = filled(macro, case, self.agent)
        return JsonResponse({"text": found.text, "internal": macro.internal, "hint": " ".join(hints(found))})


class PreviewView(AgentsOnly):
    """POST text: how it looks with an example's values, and what is misspelled."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        text = request.POST.get("text", "")[:10_000]
        strange = unknown(text, NAMES)
        hint = _("Nobody knows these variables: %(names)s") % {"names": ", ".join(strange)} if strange else ""
        return JsonResponse({"text": fill(text, EXAMPLE), "open": left_open(fill(text, EXAMPLE)), "hint": hint})
