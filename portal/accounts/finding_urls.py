from django.urls import path

from portal.accounts import finding

app_name = "finding"
urlpatterns = [
    path("find/", finding.find, name="find"),
    path("find/sent/", finding.sent, name="sent"),
    path("open/<str:token>/", finding.open_order, name="open"),
    path("add/", finding.add, name="add"),
    path("claim/<str:token>/", finding.claim, name="claim"),
    path("<slug:slug>/close/", finding.close, name="close"),
    path("<slug:slug>/keep/", finding.keep, name="keep"),
]
