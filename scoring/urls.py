"""Addresses of the scoring app."""

from django.urls import path

from scoring.views import exchange, looking

app_name = "scoring"
urlpatterns = [
    path("bo-tieu-chi/", looking.criteria, name="criteria"),
    path("bo-tieu-chi/cong-khai/", exchange.public_sets, name="public_sets"),
    path("bo-tieu-chi/nhap-tu-excel/", exchange.upload, name="set_import"),
    path("bo-tieu-chi/nhap-tu-excel/ghi-nhan/", exchange.confirm, name="set_import_confirm"),
    path("bo-tieu-chi/nhap-tu-excel/mau/", exchange.template, name="set_template"),
    path("bo-tieu-chi/<int:pk>/", looking.criteria_set, name="criteria_set"),
    path("bo-tieu-chi/<int:pk>/xlsx/", exchange.set_xlsx, name="set_xlsx"),
    path("bo-tieu-chi/<int:pk>/pdf/", exchange.set_pdf, name="set_pdf"),
    path("dot-cham-diem/", looking.campaigns, name="campaigns"),
    path("dot-cham-diem/<slug:code>/", looking.campaign, name="campaign"),
]
