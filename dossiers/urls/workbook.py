"""Addresses of what comes from elsewhere: the unit's workbook, last year's words."""

from django.urls import path

from dossiers.views import carrying, workbook

urlpatterns = [
    path("ho-so/<int:pk>/bang-tinh/", workbook.workbook, name="workbook"),
    path("ho-so/<int:pk>/bang-tinh/tai-ve/", workbook.workbook_file, name="workbook_file"),
    path("ho-so/<int:pk>/bang-tinh/ghi-nhan/", workbook.workbook_apply, name="workbook_apply"),
    path("ho-so/<int:pk>/nam-truoc/", carrying.carry_over, name="carry_over"),
    path("ho-so/<int:pk>/nam-truoc/xac-nhan/", carrying.confirm_carried, name="confirm_carried"),
    path(
        "ho-so/<int:pk>/nam-truoc/tai-lieu/<int:paper_pk>/",
        carrying.settle_paper,
        name="settle_paper",
    ),
]
