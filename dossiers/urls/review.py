"""Addresses of the appraisers' desk and of the standing body's."""

from django.urls import path

from dossiers.views import board, central, queue, review

urlpatterns = [
    path("tham-dinh/", queue.queue, name="queue"),
    path("theo-doi/", board.board, name="board"),
    path("so-lieu-cap-tinh/", central.gaps, name="central_list"),
    path("ho-so/<int:pk>/tham-dinh/", review.review, name="review"),
    path("ho-so/<int:pk>/tham-dinh/cham/<str:code>/", review.appraise, name="appraise"),
    path("ho-so/<int:pk>/tham-dinh/hoi/<str:code>/", review.ask, name="ask"),
    path("ho-so/<int:pk>/tham-dinh/thong-nhat/", review.agree, name="agree"),
    path("ho-so/<int:pk>/chuyen-cap-tren/", review.send_up, name="send_up"),
    path("ho-so/<int:pk>/so-lieu-cap-tinh/", central.central, name="central"),
    path("ho-so/<int:pk>/so-lieu-cap-tinh/<str:code>/", central.central_save, name="central_save"),
    path("ho-so/<int:pk>/nguoi-dung-dau/", central.fact, name="fact"),
]
