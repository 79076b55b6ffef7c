from django.conf import settings
from django.urls import path

from portal.dashboard import styleguide, views

urlpatterns = [path("", views.home, name="home")]
if settings.DEBUG:
    urlpatterns += [path("styleguide/", styleguide.styleguide, name="styleguide")]
