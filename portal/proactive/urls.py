from django.urls import path

from portal.proactive import views

app_name = "proactive"
urlpatterns = [
    path("<int:pk>/put-away/", views.put_away, name="put_away"),
    path("<int:pk>/<slug:name>/", views.go, name="go"),
]
