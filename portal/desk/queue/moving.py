"""From one case of a view to the next, without the list in between."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from portal.desk.access import AgentsOnly
from portal.desk.queue.place import Place, neighbour


class NeighbourView(AgentsOnly):
    """`step`: 1 the next, -1 the one before."""

    http_method_names = ("get",)
    step = 1

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        place = Place.read(request)
        if place is None:
            return redirect("desk:queue")
        if url := neighbour(place, reference, self.step, self.agent, timezone.now()):
            return redirect(url)
        end = (
            _("That was the last case of this view.") if self.step > 0 else _("That was the first case of this view.")
        )
        messages.info(request, end)
        return redirect(place.queue_url)
