"""Addresses of signing in, accounts and units."""

from django.urls import path

from accounts.views import sign_in

app_name = "accounts"
urlpatterns = [
    path("dang-nhap/", sign_in.login, name="login"),
    path("dang-xuat/", sign_in.logout, name="logout"),
    path("doi-mat-khau/", sign_in.password, name="password"),
    path("chon-vai-tro/", sign_in.choose_role, name="choose_role"),
]
