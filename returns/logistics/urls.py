from django.urls import path

from returns.logistics import views

# Below cases/<reference>/, names in the namespace "cases".
urlpatterns = [
    path("slip.pdf", views.slip, name="slip"),
    path("label/", views.label, name="label"),
    path("parcel/", views.parcel, name="parcel"),
    path("parcel/<int:pk>/forget/", views.parcel_forget, name="parcel_forget"),
    path("proof/", views.proof, name="proof"),
]
