"""Addresses of the scoring app."""

from django.urls import path

from scoring.views import (
    campaigns,
    draft_nodes,
    drafts,
    exchange,
    guidance,
    judging,
    looking,
    trying,
)

app_name = "scoring"
urlpatterns = [
    path("bo-tieu-chi/", looking.criteria, name="criteria"),
    path("bo-tieu-chi/cong-khai/", exchange.public_sets, name="public_sets"),
    path("bo-tieu-chi/nhap-tu-excel/", exchange.upload, name="set_import"),
    path("bo-tieu-chi/nhap-tu-excel/ghi-nhan/", exchange.confirm, name="set_import_confirm"),
    path("bo-tieu-chi/nhap-tu-excel/mau/", exchange.template, name="set_template"),
    path("bo-tieu-chi/so-sanh/", trying.compare, name="compare"),
    path("bo-tieu-chi/ban-nhap/moi/", drafts.new, name="draft_new"),
    path("bo-tieu-chi/ban-nhap/<int:pk>/", drafts.tree, name="draft"),
    path("bo-tieu-chi/ban-nhap/<int:pk>/thong-tin/", drafts.about, name="draft_about"),
    path("bo-tieu-chi/ban-nhap/<int:pk>/ban-in/", drafts.paper, name="draft_paper"),
    path("bo-tieu-chi/ban-nhap/<int:pk>/cham-thu/", trying.draft_bench, name="draft_bench"),
    path("bo-tieu-chi/ban-nhap/<int:pk>/nhom/", draft_nodes.group, name="draft_group_new"),
    path("bo-tieu-chi/ban-nhap/<int:pk>/nhom/<int:index>/", draft_nodes.group, name="draft_group"),
    path("bo-tieu-chi/ban-nhap/<int:pk>/tieu-chi/", draft_nodes.edit_leaf, name="draft_leaf_new"),
    path(
        "bo-tieu-chi/ban-nhap/<int:pk>/tieu-chi/<int:index>/",
        draft_nodes.edit_leaf,
        name="draft_leaf",
    ),
    path(
        "bo-tieu-chi/ban-nhap/<int:pk>/tep/<slug:sha256>/",
        guidance.draft_file,
        name="draft_file",
    ),
    path("bo-tieu-chi/ban-nhap/<int:pk>/chuyen/", drafts.move, name="draft_move"),
    path("bo-tieu-chi/ban-nhap/<int:pk>/bo/", drafts.remove, name="draft_remove"),
    path("bo-tieu-chi/ban-nhap/<int:pk>/hoan-tac/", drafts.undo, name="draft_undo"),
    path("bo-tieu-chi/ban-nhap/<int:pk>/huy/", drafts.discard, name="draft_discard"),
    path("bo-tieu-chi/ban-nhap/<int:pk>/cong-bo/", drafts.publish, name="draft_publish"),
    path("bo-tieu-chi/<int:pk>/cham-thu/", trying.set_bench, name="set_bench"),
    path("bo-tieu-chi/<int:pk>/", looking.criteria_set, name="criteria_set"),
    path("bo-tieu-chi/<int:pk>/xlsx/", exchange.set_xlsx, name="set_xlsx"),
    path("bo-tieu-chi/<int:pk>/pdf/", exchange.set_pdf, name="set_pdf"),
    path("bo-tieu-chi/<int:pk>/tep/<slug:sha256>/", guidance.set_file, name="set_file"),
    path("dot-cham-diem/", campaigns.campaigns, name="campaigns"),
    path("dot-cham-diem/lap-moi/", campaigns.new, name="campaign_new"),
    path("dot-cham-diem/<slug:code>/", campaigns.campaign, name="campaign"),
    path("dot-cham-diem/<slug:code>/huy/", campaigns.discard, name="campaign_discard"),
    path("dot-cham-diem/<slug:code>/thong-tin/", campaigns.basics, name="campaign_basics"),
    path("dot-cham-diem/<slug:code>/giai-doan/", campaigns.stages, name="campaign_stages"),
    path("dot-cham-diem/<slug:code>/dieu-kien/", judging.conditions, name="campaign_conditions"),
    path("dot-cham-diem/<slug:code>/thang-xep-loai/", judging.ladder, name="campaign_ladder"),
    path("dot-cham-diem/<slug:code>/quy-dinh/", judging.terms, name="campaign_terms"),
]
