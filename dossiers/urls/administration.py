"""Addresses of the administrator's desk: deadlines, extensions, opening, correction, journal."""

from django.urls import path

from dossiers.views import administration, correction, journal, opening

_STAGE = "quan-tri/thoi-han/<slug:code>/<int:tier>/"
_CORRECTION = "dot-cham-diem/<slug:code>/sua-bo-tieu-chi/"

urlpatterns = [
    path("quan-tri/", administration.administration, name="administration"),
    path("quan-tri/gia-han/", administration.extensions, name="extensions"),
    path(_STAGE, administration.stage, name="stage"),
    path(f"{_STAGE}doi/", administration.set_deadline, name="set_deadline"),
    path(f"{_STAGE}gia-han/", administration.extend, name="extend"),
    path(f"{_STAGE}mo-lai/", administration.reopen, name="reopen"),
    path(f"{_STAGE}khoa-som/", administration.lock, name="lock"),
    path("dot-cham-diem/<slug:code>/mo/", opening.opening, name="opening"),
    path("dot-cham-diem/<slug:code>/mo/xac-nhan/", opening.open_campaign, name="open_campaign"),
    path("dot-cham-diem/<slug:code>/mo/bo-sung/", opening.add_missing, name="add_missing"),
    path(_CORRECTION, correction.correction, name="correction"),
    path(f"{_CORRECTION}<int:set_pk>/", correction.report, name="correction_report"),
    path("nhat-ky/", journal.journal, name="journal"),
]
