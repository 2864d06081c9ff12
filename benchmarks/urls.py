"""The portal's addresses and, beside them, views that only benchmarks look at."""

from django.urls import include, path

from benchmarks import views
from benchmarks.unprepared import as_django_asks

urlpatterns = [
    path("do-luong/nho-nhat/", as_django_asks(views.smallest)),
    path("do-luong/nho-nhat/san/", views.smallest),
    path("do-luong/nhap/<int:pk>/", as_django_asks(views.entry_queries)),
    path("do-luong/nhap/<int:pk>/san/", views.entry_queries),
    path("do-luong/bieu-mau/<int:pk>/", views.entry_formset),
    path("do-luong/tham-dinh/<int:pk>/", as_django_asks(views.review_queries)),
    path("", include("qcdc.urls")),
]
