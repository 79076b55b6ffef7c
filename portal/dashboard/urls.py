from django.conf import settings
from django.urls import path

from portal.dashboard import views

urlpatterns = [path("", views.home, name="home")]
if settings.DEBUG:
    urlpatterns += [path("styleguide/", views.styleguide, name="styleguide")]
