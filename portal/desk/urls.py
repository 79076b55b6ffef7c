from django.urls import include, path

from portal.desk import decide, logistics, withdraw

app_name = "desk"
urlpatterns = [
    path("", include("portal.desk.queue.urls")),
    path("", include("portal.desk.customers.urls")),
    path("", include("portal.desk.articles.urls")),
    path("", include("portal.desk.phone.urls")),
    path("", include("portal.desk.macros.urls")),
    path("", include("portal.desk.digest.urls")),
    path("", include("portal.desk.case.urls")),
    path("<slug:reference>/assign/", decide.AssignView.as_view(), name="assign"),
    path("<slug:reference>/label/", logistics.LabelView.as_view(), name="label"),
    path("<slug:reference>/label/back/", logistics.LabelBackView.as_view(), name="label_back"),
    path("<slug:reference>/proof/<int:pk>/", logistics.ProofView.as_view(), name="proof"),
    path("<slug:reference>/more/", logistics.MoreGoodsView.as_view(), name="more_goods"),
    path("<slug:reference>/which-order/", withdraw.WhichOrderView.as_view(), name="which_order"),
    path("<slug:reference>/<slug:verb>/", decide.StepView.as_view(), name="step"),
]
