from django.urls import path

from portal.desk.case import drafts, joining, liking, page, sorting

urlpatterns = [
    path("your-desk/", liking.DeskView.as_view(), name="desk"),
    path("<slug:reference>/", page.CaseView.as_view(), name="case"),
    path("<slug:reference>/change/<slug:what>/", sorting.ChangeView.as_view(), name="change"),
    path("<slug:reference>/join/", joining.JoinView.as_view(), name="join"),
    path("<slug:reference>/draft/", drafts.DraftView.as_view(), name="draft"),
]
