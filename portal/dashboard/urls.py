from django.conf import settings
from django.urls import path

from portal.dashboard import paper_views, styleguide, views

urlpatterns = [
    path("", views.home, name="home"),
    path("help/pdf/<number:pk>/", paper_views.article_pdf, name="article_pdf"),
]
if settings.DEBUG:
    urlpatterns += [path("styleguide/", styleguide.styleguide, name="styleguide")]
