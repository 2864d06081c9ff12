"""Addresses of what a unit writes and signs: report, drafts, content code, the leader's remarks."""

from django.urls import path

from dossiers.views import comments, content_code, printing, report

urlpatterns = [
    path("ho-so/<int:pk>/bao-cao/", report.report, name="report"),
    path("ho-so/<int:pk>/ma-noi-dung/<str:code>/", content_code.code, name="content_code"),
    path("ho-so/<int:pk>/in/<slug:kind>/", printing.ask_draft, name="print_draft"),
    path("ho-so/<int:pk>/nhan-xet/<str:code>/", comments.make, name="comment"),
    path("nhan-xet/<int:comment_pk>/da-xu-ly/", comments.settle, name="settle_comment"),
    path("bien-nhan/<str:number>/in/", printing.ask_receipt, name="print_receipt"),
]
