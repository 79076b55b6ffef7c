"""Where everything is. English has no prefix; /pl/ and /ru/ are the other languages."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from kb import beacon_urls, page_urls
from kb import views as kb_views
from kb.editing.files import media
from portal import health, robots
from portal.accounts import staff
from portal.api.api import api
from portal.api.reference import reference
from portal.dashboard import theme
from portal.demo.mailbox import mailbox
from portal.desk.articles import links
from portal.desk.customers.merging import views as merging
from portal.operations.errors import something_broke
from portal.operations.metrics.views import metrics

handler500 = something_broke

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", kb_views.sitemap, name="sitemap"),
    path("admin/login/", staff.one_door),
    path("admin/account/", staff.PreferencesView.as_view()),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:name>", media, name="media"),
    path("help/", include(beacon_urls)),
    path("hooks/", include("orders.hooks.urls")),
    path("hooks/", include("portal.mail_in.urls")),
    path("a/read-for/", links.read_article, name="article_link_read"),
    path("a/<str:code>/", links.open_article, name="article_link"),
    path("live/desk/", include("portal.live.desk_urls")),
    path("theme.css", theme.stylesheet, name="theme"),
    path("api/v1/docs", reference, name="api_reference"),
    path("api/v1/", api.urls),
]
if settings.DEMO:
    urlpatterns.append(path("demo/mail/", mailbox, name="demo_mailbox"))

urlpatterns += i18n_patterns(
    path("", include("portal.dashboard.urls")),
    path("orders/", include("portal.accounts.finding_urls")),
    path("orders/", include("orders.urls")),
    path("verify/", include("orders.verifying.urls")),
    path("", include("returns.urls")),
    path("callback/", include("portal.callbacks.urls")),
    path("survey/", include("portal.surveys.urls")),
    path("offers/", include("portal.proactive.urls")),
    path("live/", include("portal.live.urls")),
    path("account/company/", include("orders.companies.urls")),
    path("account/merge/<str:token>/", merging.merge_mine, name="merge_mine"),
    path("", include("portal.accounts.privacy.urls")),
    path("account/notifications/", include("portal.notifications.urls")),
    path("account/", include("portal.accounts.urls")),
    path("account/", include("allauth.urls")),
    path("", include("kb.widget.urls")),
    path("help/", include("kb.urls")),
    path("help/", include(page_urls)),
    prefix_default_language=False,
)
