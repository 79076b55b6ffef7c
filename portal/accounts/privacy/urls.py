from django.urls import path

from portal.accounts.privacy import guest_views, views
from portal.accounts.privacy.page import page

app_name = "privacy"
urlpatterns = [
    path("account/data/", views.overview, name="overview"),
    path("account/data/export/", views.ask_export, name="ask_export"),
    path("account/data/export/<int:pk>.zip", views.download, name="download"),
    path("account/data/erase/", views.erase, name="erase"),
    path("account/data/keep/", views.keep, name="keep"),
    path("privacy/", page, name="page"),
    path("privacy/erasing/", views.erasing, name="erasing"),
    path("privacy/data/", guest_views.ask, name="guest_ask"),
    path("privacy/data/sent/", guest_views.sent, name="guest_sent"),
    path("privacy/data/<str:token>/", guest_views.opened, name="guest"),
    path("privacy/data/<str:token>/data.zip", guest_views.download, name="guest_download"),
    path("privacy/keep/<str:token>/", guest_views.keep, name="keep_by_link"),
]
