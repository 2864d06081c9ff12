"""The portal's addresses and, beside them, views that only benchmarks look at."""

from django.urls import include, path

from benchmarks import views

urlpatterns = [
    path("do-luong/nho-nhat/", views.smallest),
    path("do-luong/nhap/<int:pk>/", views.entry_queries),
    path("do-luong/bieu-mau/<int:pk>/", views.entry_formset),
    path("do-luong/tham-dinh/<int:pk>/", views.review_queries),
    path("", include("qcdc.urls")),
]
