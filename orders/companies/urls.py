from django.urls import path

from orders.companies import order_views, people_views, views

app_name = "companies"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("new/", views.new, name="new"),
    path("join/", people_views.join, name="join"),
    path("join/<str:token>/", people_views.open_invitation, name="open_invitation"),
    path("invitations/<number:pk>/", people_views.answer, name="answer"),
    path("orders/<slug:slug>/give/", order_views.give, name="give"),
    path("orders/<slug:slug>/take-out/", order_views.take_out, name="take_out"),
    path("<uuid:key>/", views.detail, name="detail"),
    path("<uuid:key>/edit/", views.edit, name="edit"),
    path("<uuid:key>/check/", views.check_again, name="check_again"),
    path("<uuid:key>/history/", views.history, name="history"),
    path("<uuid:key>/leave/", views.leave, name="leave"),
    path("<uuid:key>/close/", views.close, name="close"),
    path("<uuid:key>/invite/", people_views.invite, name="invite"),
    path("<uuid:key>/invitations/<number:pk>/", people_views.invitation, name="invitation"),
    path("<uuid:key>/people/<number:pk>/", people_views.person, name="person"),
]
