from django.urls import path

from portal.desk.macros import views

urlpatterns = [
    path("macros/preview/", views.PreviewView.as_view(), name="macro_preview"),
    path("<slug:reference>/macro/<int:pk>/", views.MacroView.as_view(), name="macro"),
]
