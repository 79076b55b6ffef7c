"""Each text can be shown."""

from django.utils.translation import gettext as _

from portal.live.models import Conversation
from returns.errors import Refused


class SomebodyElse(Refused):
    """A colleague took it, or it is over."""

    def __init__(self, talk: Conversation) -> None:
        self.talk = talk
        if talk.agent is not None and talk.is_running:
            name = talk.agent.get_short_name()
            super().__init__(_("%(name)s was faster and talks with this customer.") % {"name": name})
        elif talk.is_running:
            super().__init__(_("This conversation is not yours. Accept it first."))
        else:
            super().__init__(_("This conversation is over. Your answer goes into the case."))


class NobodyThere(Refused):
    def __init__(self) -> None:
        super().__init__(_("This colleague is not available just now. Choose another one."))
