import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django = get_wsgi_application()

# The layer is loaded once Django is ready.
from portal.baking.layer import in_front_of  # noqa: E402

application = in_front_of(django)
