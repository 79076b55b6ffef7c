from django.urls import path

from orders import views
from orders.archives import urls as archives
from orders.documents import urls as documents
from orders.ksef import urls as ksef
from orders.pictures.views import picture
from orders.tracking import urls as tracking

app_name = "orders"
urlpatterns = [
    path("", views.order_list, name="list"),
    *archives.urlpatterns,
    path("pictures/<str:key>.webp", picture, name="picture"),
    path("<slug:slug>/", views.order_detail, name="detail"),
    *tracking.urlpatterns,
    *documents.urlpatterns,
    *ksef.urlpatterns,
]
