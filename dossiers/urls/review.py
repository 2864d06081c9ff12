"""Addresses of the appraisers' desk."""

from django.urls import path

from dossiers.views import review

urlpatterns = [
    path("ho-so/<int:pk>/tham-dinh/", review.review, name="review"),
    path("ho-so/<int:pk>/tham-dinh/cham/<str:code>/", review.appraise, name="appraise"),
    path("ho-so/<int:pk>/tham-dinh/hoi/<str:code>/", review.ask, name="ask"),
    path("ho-so/<int:pk>/tham-dinh/thong-nhat/", review.agree, name="agree"),
    path("ho-so/<int:pk>/chuyen-cap-tren/", review.send_up, name="send_up"),
]
