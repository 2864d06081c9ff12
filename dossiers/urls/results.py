"""Addresses of aggregation, publication, public results and papers."""

from django.urls import path

from dossiers.views import printing, public, rankings, results

urlpatterns = [
    path("tong-hop/", results.campaigns, name="result_campaigns"),
    path("tong-hop/<slug:campaign>/", results.newest, name="newest_run"),
    path("tong-hop/<slug:campaign>/tong-hop/", results.aggregate, name="aggregate"),
    path("tong-hop/<slug:campaign>/lan-<int:number>/", results.run, name="run"),
    path(
        "tong-hop/<slug:campaign>/lan-<int:number>/tinh-trang/", results.status, name="run_status"
    ),
    path("tong-hop/<slug:campaign>/lan-<int:number>/cong-bo/", results.publish, name="publish"),
    path("tong-hop/<slug:campaign>/lan-<int:number>/in/", printing.ask_table, name="print_table"),
    path(
        "tong-hop/<slug:campaign>/lan-<int:number>/don-vi/<str:unit>/",
        results.run_unit,
        name="run_unit",
    ),
    path(
        "tong-hop/<slug:campaign>/lan-<int:number>/xep-hang/", rankings.of_run, name="run_ranking"
    ),
    path("ho-so/<int:pk>/ket-qua/", results.result, name="result"),
    path("ho-so/<int:pk>/khoa-nhap-lieu/", results.closings, name="closings"),
    path("ho-so/<int:pk>/in/", printing.ask_sheet, name="print_sheet"),
    path("ban-in/<int:pk>/", printing.job, name="print_job"),
    path("ban-in/<int:pk>/tep/", printing.fetch, name="print_file"),
    path("ket-qua/", public.campaigns, name="public_campaigns"),
    path("ket-qua/<slug:campaign>/", public.table, name="public_results"),
    path("ket-qua/<slug:campaign>/xep-hang/", rankings.published, name="public_ranking"),
    path("ket-qua/<slug:campaign>/tai-ve/", public.download, name="public_download"),
    path("ket-qua/<slug:campaign>/don-vi/<str:unit>/", public.unit, name="public_unit"),
]
