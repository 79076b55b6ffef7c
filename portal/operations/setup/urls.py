from django.urls import path

from portal.operations.setup import pages, setting, trying

urlpatterns = [
    path("", pages.Overview.as_view(), name="setup"),
    path("languages/", trying.Languages.as_view()),
    path("mail/", trying.MailTest.as_view()),
    path("orders/", trying.OrdersCome.as_view()),
    path("team/", trying.Team.as_view()),
    path("<slug:slug>/", setting.SettingStep.as_view(), name="setup_step"),
    path("<slug:slug>/say/", pages.say, name="setup_say"),
]
