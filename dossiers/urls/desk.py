"""Addresses of the unit's own desk: entry, evidence, sending."""

from django.urls import path

from dossiers.views import entry, evidence, home, overview, papers, submission, uploads

urlpatterns = [
    path("", home.home, name="home"),
    path("ho-so/<int:pk>/", overview.overview, name="overview"),
    path("ho-so/<int:pk>/nhap/", entry.entry, name="entry"),
    path("ho-so/<int:pk>/nhap/nhom/<str:group>/", entry.entry_group, name="entry_group"),
    path("ho-so/<int:pk>/nhap/tieu-chi/<str:code>/", entry.entry_leaf, name="entry_leaf"),
    path("ho-so/<int:pk>/cach-nhap/", entry.entry_view, name="entry_view"),
    path("ho-so/<int:pk>/nhap/<str:code>/", entry.save_score, name="save_score"),
    path("ho-so/<int:pk>/tai-lieu/<str:code>/", evidence.attach, name="attach"),
    path("ho-so/<int:pk>/tai-len/", uploads.begin, name="uploads"),
    path("ho-so/<int:pk>/tai-len/<uuid:number>/", uploads.upload, name="upload"),
    path("ho-so/<int:pk>/giai-trinh/<int:question_pk>/", evidence.answer, name="answer"),
    path("ho-so/<int:pk>/giay-to/", papers.papers, name="papers"),
    path("ho-so/<int:pk>/giay-to/<slug:kind>/", evidence.attach_paper, name="attach_paper"),
    path("ho-so/<int:pk>/kiem-tra/", submission.check, name="check"),
    path("ho-so/<int:pk>/trinh/", submission.hand_over, name="hand_over"),
    path("ho-so/<int:pk>/duyet/", submission.approval, name="approval"),
    path("ho-so/<int:pk>/tra-lai/", submission.return_to_officer, name="return_to_officer"),
    path("ho-so/<int:pk>/gui/", submission.send, name="send"),
    path("ho-so/<int:pk>/thu-hoi/", submission.recall, name="recall"),
    path("bien-nhan/<str:number>/", overview.receipt, name="receipt"),
    path("tai-lieu/<int:use_pk>/", evidence.read, name="evidence"),
    path("tai-lieu/<int:use_pk>/anh-goc/<int:position>/", evidence.original, name="original"),
    path("tai-lieu/<int:use_pk>/go/", evidence.detach, name="detach"),
]
