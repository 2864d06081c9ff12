"""Documents can be searched without accents, and a dossier's table of contents printed."""

import unicodedata

from django.db import migrations, models


def fill_search_keys(apps, schema_editor):
    """Give every document its key, in the form that ``accounts.words`` had at the time."""
    document = apps.get_model("dossiers", "Document")
    for row in document.objects.only("title", "number", "issuer").iterator():
        said = " ".join(f"{row.title} {row.number} {row.issuer}".split()).lower()
        decomposed = unicodedata.normalize("NFD", said)
        bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
        document.objects.filter(pk=row.pk).update(search_key=bare.replace("đ", "d")[:600])


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0005_papers_of_the_desk"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="search_key",
            field=models.CharField(blank=True, editable=False, max_length=600),
        ),
        migrations.RunPython(fill_search_keys, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="printjob",
            name="kind",
            field=models.CharField(
                choices=[
                    ("submission", "Tờ trình (PDF)"),
                    ("submission_docx", "Tờ trình (DOCX)"),
                    ("report", "Báo cáo tự đánh giá (PDF)"),
                    ("report_docx", "Báo cáo tự đánh giá (DOCX)"),
                    ("score_sheet", "Bảng tự chấm điểm (PDF)"),
                    ("score_sheet_docx", "Bảng tự chấm điểm (DOCX)"),
                    ("receipt", "Biên nhận (PDF)"),
                    ("contents", "Mục lục tài liệu kiểm chứng (PDF)"),
                    ("results_table", "Bảng kết quả (XLSX)"),
                ],
                max_length=20,
            ),
        ),
    ]
