"""Files as offices send them: letters with text, scans and photos without."""

import io

from PIL import Image
from weasyprint import HTML

_HEAD = """
<style>@page {{ size: A4; margin: 20mm }} td {{ text-align: center; width: 50% }}</style>
<table width="100%"><tr>
  <td>ỦY BAN NHÂN DÂN<br>XÃ HƯƠNG LẠC<br>Số: {number}/BC-UBND</td>
  <td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc<br>
    Hương Lạc, ngày 05 tháng 01 năm 2024</td>
</tr></table>
<p>BÁO CÁO<br>Kết quả {about}</p>
<p>Thực hiện Kế hoạch số 45/KH-UBND ngày 10 tháng 02 năm 2023</p>
"""
_FURTHER = '<p style="page-break-before: always">Trang {page}</p>'
# EXIF: the camera was held upright, the picture lies on its side.
_ORIENTATION, _TURNED_RIGHT = 0x0112, 6


def letter(*, number: int = 12, about: str = "tiếp công dân năm 2023", pages: int = 1) -> bytes:
    """Return an official letter as PDF with its text."""
    further = "".join(_FURTHER.format(page=page) for page in range(2, pages + 1))
    made: bytes = HTML(string=_HEAD.format(number=number, about=about) + further).write_pdf()
    return made


def photo(*, width: int = 400, height: int = 200, is_turned: bool = True) -> bytes:
    """Return a JPEG as a telephone gives it: on its side, with a note which way is up."""
    picture = Image.new("RGB", (width, height), "navy")
    exif = picture.getexif()
    if is_turned:
        exif[_ORIENTATION] = _TURNED_RIGHT
    made = io.BytesIO()
    picture.save(made, "JPEG", exif=exif)
    return made.getvalue()
