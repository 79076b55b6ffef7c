from django.urls import path

from returns import views

app_name = "cases"
urlpatterns = [
    path("cases/", views.case_list, name="list"),
    path("cases/new/", views.case_new, name="new"),
    path("cases/new/return/<slug:slug>/", views.return_new, name="return"),
    path("cases/<str:reference>/", views.case_detail, name="detail"),
    path("cases/<str:reference>/files/<int:pk>/<str:size>/", views.attachment, name="attachment"),
    path("contact/", views.contact, name="contact"),
]
