from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_set
from django.urls import path

from portal.accounts import reading, views

app_name = "accounts"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("profile/", views.profile, name="profile"),
    path("reading/", reading.reading, name="reading"),
    path("reading/change/", reading.change_reading, name="change_reading"),
    path("reading/tips/<number:pk>/remove/", reading.remove_tip, name="remove_tip"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("confirm/", views.confirm_it_is_you, name="confirm_it_is_you"),
    # In front of allauth's own, which would let an open session set a first password unasked.
    path("password/set/", reauthentication_required(app="allauth.account")(password_set), name="set_password"),
]
