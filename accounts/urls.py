"""Addresses of signing in, accounts and units."""

from django.urls import path

from accounts.views import account, issuing, listing, particulars, sign_in

app_name = "accounts"
urlpatterns = [
    path("dang-nhap/", sign_in.login, name="login"),
    path("dang-xuat/", sign_in.logout, name="logout"),
    path("doi-mat-khau/", sign_in.password, name="password"),
    path("tai-khoan-cua-toi/", particulars.own, name="own"),
    path("chon-vai-tro/", sign_in.choose_role, name="choose_role"),
    path("don-vi/", listing.units, name="units"),
    path("tai-khoan/", listing.accounts, name="list"),
    path("tai-khoan/nhap-danh-sach/", issuing.upload, name="import"),
    path("tai-khoan/nhap-danh-sach/cap/", issuing.confirm, name="import_confirm"),
    path("tai-khoan/nhap-danh-sach/mau/", issuing.template, name="import_template"),
    path("tai-khoan/<int:pk>/", account.detail, name="detail"),
    path("tai-khoan/<int:pk>/sua/", particulars.correct, name="correct"),
    path("tai-khoan/<int:pk>/vai-tro/", account.grant, name="grant"),
    path("tai-khoan/<int:pk>/vai-tro/<int:grant_pk>/ket-thuc/", account.end_role, name="end_role"),
    path("tai-khoan/<int:pk>/cap-lai-mat-khau/", account.reset_secret, name="reset_secret"),
    path("tai-khoan/<int:pk>/ban-giao/", account.hand_over, name="hand_over"),
    path("tai-khoan/<int:pk>/mo-khoa/", account.unlock, name="unlock"),
    path("tai-khoan/<int:pk>/ngung/", account.deactivate, name="deactivate"),
    path("tai-khoan/<int:pk>/mo-lai/", account.activate, name="activate"),
]
