from django.urls import path

from returns.withdrawing import views

urlpatterns = [
    path("withdraw/", views.withdraw, name="withdraw"),
    path("withdraw/check/", views.check, name="withdraw_check"),
    path("withdraw/confirm/", views.confirm, name="withdraw_confirm"),
    path("withdraw/<str:token>/", views.withdrawal, name="withdrawal"),
    path("withdraw/<str:token>/acknowledgement.pdf", views.acknowledgement, name="withdrawal_pdf"),
]
