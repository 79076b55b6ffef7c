"""Part of returns.urls: everything that begins a case."""

from django.urls import path

from returns.starting import answered, contact, files, views

urlpatterns = [
    path("cases/new/", views.new, name="new"),
    path("cases/new/return/<slug:slug>/", views.return_new, name="return"),
    path("cases/new/<uuid:key>/", views.start, name="start"),
    path("cases/new/<uuid:key>/orders/", views.start_orders, name="start_orders"),
    path("cases/new/<uuid:key>/throw-away/", views.throw_away, name="throw_away"),
    path("cases/new/<uuid:key>/<slug:step>/", views.start_step, name="start_step"),
    path("cases/files/", files.files, name="files"),
    path("contact/", contact.contact, name="contact"),
    path("contact/answered/", answered.help_answered, name="help_answered"),
]
