"""Outside the languages: machines come here."""

from django.urls import path

from portal.mail_in.views import deliver

urlpatterns = [path("mail/", deliver, name="hook_mail")]
