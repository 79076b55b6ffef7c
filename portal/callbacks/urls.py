from django.urls import path

from portal.callbacks import views

app_name = "callbacks"
urlpatterns = [
    path("", views.book, name="book"),
    path("<str:token>/", views.call, name="call"),
    path("<str:token>/move/", views.move, name="move"),
    path("<str:token>/cancel/", views.cancel, name="cancel"),
]
