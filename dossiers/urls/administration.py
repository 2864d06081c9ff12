"""Addresses of the administrator's desk: deadlines, extensions, journal."""

from django.urls import path

from dossiers.views import administration, journal

_STAGE = "quan-tri/thoi-han/<slug:code>/<int:tier>/"

urlpatterns = [
    path("quan-tri/", administration.administration, name="administration"),
    path("quan-tri/gia-han/", administration.extensions, name="extensions"),
    path(_STAGE, administration.stage, name="stage"),
    path(f"{_STAGE}doi/", administration.set_deadline, name="set_deadline"),
    path(f"{_STAGE}gia-han/", administration.extend, name="extend"),
    path(f"{_STAGE}mo-lai/", administration.reopen, name="reopen"),
    path(f"{_STAGE}khoa-som/", administration.lock, name="lock"),
    path("nhat-ky/", journal.journal, name="journal"),
]
