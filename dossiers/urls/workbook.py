"""Addresses of the unit's workbook."""

from django.urls import path

from dossiers.views import workbook

urlpatterns = [
    path("ho-so/<int:pk>/bang-tinh/", workbook.workbook, name="workbook"),
    path("ho-so/<int:pk>/bang-tinh/tai-ve/", workbook.workbook_file, name="workbook_file"),
    path("ho-so/<int:pk>/bang-tinh/ghi-nhan/", workbook.workbook_apply, name="workbook_apply"),
]
