"""What our pages are compared with: Django saying hello, a Wagtail page in a trivial template, a row written at once.

A WSGI application of its own on the bench's database: Django's and Wagtail's usual middleware, none of ours.
"""

import os
import uuid
from datetime import date

import django
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.conf import settings  # noqa: E402
from wagtail import urls as wagtail_urls  # noqa: E402
from wagtail.models import Page  # noqa: E402

from kb.models import ArticlePage, ArticleView  # noqa: E402

TRIVIAL = "<!doctype html><title>{{ page.title }}</title><h1>{{ page.title }}</h1><p>{{ page.short_answer }}</p>"


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """A beacon as people usually keep it: a row each."""
    article = int(request.GET["article"])
    ArticleView.objects.create(id=uuid.uuid4(), article_id=article, day=date(2026, 11, 22), device="s", source="l")
    return HttpResponse(status=204)


urlpatterns = [
    path("hello/", hello),
    path("insert/", insert),
    path("help/", include(wagtail_urls)),
]

settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
# The trivial template of a page that says nothing but its own fields.
settings.TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"trivial.html": TRIVIAL})]},
    }
]
ArticlePage.template = "trivial.html"
ArticlePage.serve = Page.serve
application = get_wsgi_application()
