import os

from django.conf import settings

from portal.operations.metrics.processes import share_counters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# Before anything counts: the library looks for the shared folder when it is first imported.
share_counters(settings.DATA_DIR)

from django.core.wsgi import get_wsgi_application  # noqa: E402

django = get_wsgi_application()

# The layers are loaded once Django is ready.
from portal.baking.layer import in_front_of  # noqa: E402
from portal.operations.observing import Front  # noqa: E402
from portal.parts.settling import settle  # noqa: E402

application = Front(in_front_of(django))
settle()
