"""The shape of what is typed on the account pages; rights and states are the actions' matter."""

from datetime import date
from typing import Any, TypeVar

from django import forms
from django.contrib.auth import forms as auth_forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from accounts import clock, issue_list, queries, tables
from accounts.enums import Role, UnitLevel
from accounts.models import Unit, User

_ALL = ("", "Tất cả")
# Days that mean something here; beyond them lie typing slips, and days no clock can count from.
_FIRST_DAY, _LAST_DAY = date(1945, 9, 2), date(2199, 12, 31)
_FAR = "Hãy kiểm tra lại năm đã nhập."
DAYS_WITHIN_REACH = (MinValueValidator(_FIRST_DAY, _FAR), MaxValueValidator(_LAST_DAY, _FAR))


AnyForm = TypeVar("AnyForm", bound=forms.Form)


def asks_by_name(form: type[AnyForm]) -> type[AnyForm]:
    """Let the required fields of a form class ask for themselves by their labels.

    A sentence that the class has written itself stays.
    """
    for field in form.base_fields.values():
        own = field.error_messages["required"] != forms.Field.default_error_messages["required"]
        if field.required and field.label and not own:
            is_chosen = isinstance(field, (forms.ChoiceField, forms.FileField))
            verb = "chọn" if is_chosen else "nhập"
            field.error_messages["required"] = f"Hãy {verb} “{field.label}”."
    return form


class SignInForm(auth_forms.AuthenticationForm):
    """User name and password; a drawn secret that has lapsed is told apart from a wrong one."""

    error_messages = {
        "invalid_login": (
            "Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra phím Caps Lock và bộ gõ "
            "tiếng Việt; nếu quên mật khẩu, hãy liên hệ quản trị hệ thống."
        ),
        "secret_expired": (
            "Mật khẩu cấp lần đầu đã hết hạn sử dụng. "
            "Hãy đề nghị quản trị hệ thống cấp lại mật khẩu."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].label = "Mật khẩu"
        self.fields["username"].error_messages["required"] = "Hãy nhập tên đăng nhập."
        self.fields["password"].error_messages["required"] = "Hãy nhập mật khẩu."

    def clean_username(self) -> str:
        """Fold to small letters, as user names are kept; phones like to begin with a capital."""
        return self.cleaned_data["username"].strip().lower()

    def confirm_login_allowed(self, user: User) -> None:
        """Refuse a lapsed secret after the password itself was found right."""
        super().confirm_login_allowed(user)
        if queries.is_secret_expired(user, at=clock.database_clock()):
            raise ValidationError(self.error_messages["secret_expired"], code="secret_expired")

    @property
    def refusal_code(self) -> str:
        """Return the code of contract C6 for what went wrong."""
        is_expired = self.has_error("__all__", code="secret_expired")
        return "secret_expired" if is_expired else "invalid"


class PasswordForm(auth_forms.PasswordChangeForm):
    """The old password and the new one twice."""

    error_messages = {
        **auth_forms.PasswordChangeForm.error_messages,
        "password_incorrect": "Mật khẩu hiện tại chưa đúng.",
        "password_mismatch": "Hai lần nhập mật khẩu mới chưa giống nhau.",
        "unchanged": "Mật khẩu mới phải khác mật khẩu hiện tại.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_first = self.user.must_change_password
        self.fields["old_password"].label = (
            "Mật khẩu ghi trên giấy" if is_first else "Mật khẩu hiện tại"
        )
        self.fields["new_password1"].label = "Mật khẩu mới"
        self.fields["new_password2"].label = "Nhập lại mật khẩu mới"
        for field in self.fields.values():
            field.error_messages["required"] = f"Hãy nhập “{field.label}”."

    def clean(self) -> dict[str, Any]:
        """Also refuse the secret that was printed as the holder's own password."""
        data = super().clean() or self.cleaned_data
        if data.get("new_password1") and data["new_password1"] == data.get("old_password"):
            self.add_error(
                "new_password1", ValidationError(self.error_messages["unchanged"], "unchanged")
            )
        return data


class RoleChoiceForm(forms.Form):
    """Which of one's own roles to work in."""

    def __init__(self, *args: Any, grants: tuple[Any, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grant"] = forms.ChoiceField(
            label="Vai trò",
            widget=forms.RadioSelect,
            choices=[(grant.pk, str(grant)) for grant in grants],
        )


class AccountFilterForm(forms.Form):
    """The filters above the list of accounts, by GET."""

    q = forms.CharField(label="Tìm theo họ tên, tên đăng nhập", required=False)
    don_vi = forms.CharField(label="Mã đơn vị (gồm cấp dưới)", required=False, max_length=10)
    vai_tro = forms.ChoiceField(label="Vai trò", required=False, choices=[_ALL, *Role.choices])
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[_ALL, *queries.ACCOUNT_STATES.items()]
    )


class UnitFilterForm(forms.Form):
    """The filters above the list of units, by GET."""

    q = forms.CharField(label="Tìm theo tên hoặc mã", required=False)
    cap = forms.ChoiceField(label="Cấp", required=False, choices=[_ALL, *UnitLevel.choices])
    hien_nay = forms.BooleanField(label="Chỉ đơn vị đang có hiệu lực", required=False)


@asks_by_name
class ImportForm(forms.Form):
    """A list of people to be given accounts."""

    file = forms.FileField(
        label="Danh sách CSV hoặc XLSX",
        help_text="Cột bắt buộc: họ và tên, chức vụ, mã đơn vị, vai trò.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    encoding = forms.ChoiceField(
        label="Bảng mã chữ",
        required=False,
        choices=[("", "Tự nhận biết"), (tables.TCVN3, "TCVN3 (phông .VnTime)")],
        help_text="Chỉ đổi khi bản xem trước hiện sai dấu tiếng Việt.",
    )


class VersionedForm(forms.Form):
    """An act on one account; ``version`` is what the page was drawn from."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Lý do, số văn bản", max_length=500, required=False, widget=forms.TextInput
    )


@asks_by_name
class HandOverForm(VersionedForm):
    """The person who takes over an account."""

    full_name = forms.CharField(label="Họ và tên người nhận", max_length=200)
    position = forms.CharField(label="Chức vụ", max_length=200)
    email = forms.EmailField(label="Thư điện tử", max_length=issue_list.MAX_EMAIL, required=False)
    phone = forms.CharField(label="Điện thoại", max_length=20, required=False)
    field_order = ("full_name", "position", "email", "phone", "reason", "version")


class ContactForm(forms.Form):
    """How a person is reached; ``version`` is that of the account as the page showed it."""

    email = forms.EmailField(
        label="Thư điện tử",
        required=False,
        max_length=issue_list.MAX_EMAIL,
        help_text="Dùng để gửi thư nhắc hạn.",
        error_messages={
            "invalid": "Chưa đúng dạng. Hãy ghi như ten@bacgiang.gov.vn.",
        },
    )
    phone = forms.CharField(
        label="Điện thoại",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "input--short", "inputmode": "tel"}),
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={"required": "Biểu mẫu thiếu thông tin. Hãy tải lại trang rồi sửa lại."},
    )

    def clean_phone(self) -> str:
        """Refuse what is no telephone number; two numbers may stand side by side."""
        phone = self.cleaned_data["phone"]
        if not issue_list.is_phone(phone):
            raise ValidationError("Chưa đúng dạng. Hãy chỉ ghi chữ số, ví dụ 0204 3854 100.")
        return phone


@asks_by_name
class CorrectionForm(ContactForm):
    """What is written of an account's holder, corrected by an administrator."""

    full_name = forms.CharField(
        label="Họ và tên",
        max_length=200,
        help_text="Chỉ sửa khi ghi sai. Người khác nhận việc thì dùng “Bàn giao cho người khác”.",
    )
    position = forms.CharField(label="Chức vụ", max_length=200)
    reason = forms.CharField(
        label="Lý do, số văn bản",
        max_length=500,
        required=False,
        help_text="Bắt buộc khi sửa họ và tên.",
    )
    field_order = ("full_name", "position", "email", "phone", "reason", "version")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        # Whether it is needed depends on what else was typed.
        self.fields["reason"].asked_later = True  # type: ignore[attr-defined]
        for field in self.fields.values():
            # The browser knows the administrator's own name and addresses, not this person's.
            field.widget.attrs["autocomplete"] = "off"


@asks_by_name
class OwnContactForm(ContactForm):
    """How one is reached oneself, confirmed with the password: machines are shared here."""

    password = forms.CharField(
        label="Mật khẩu hiện tại",
        strip=False,
        widget=forms.PasswordInput(
            attrs={"class": "input--half", "autocomplete": "current-password"}
        ),
        help_text="Để chắc chắn là chính bạn sửa.",
    )
    field_order = ("email", "phone", "password", "version")

    def __init__(self, person: User, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._person = person
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"

    def clean_password(self) -> str:
        """Refuse a password that is not the person's own."""
        password: str = self.cleaned_data["password"]
        if not self._person.check_password(password):
            raise ValidationError("Mật khẩu hiện tại chưa đúng.", code="password_incorrect")
        return password


@asks_by_name
class GrantForm(forms.Form):
    """A further role for an account."""

    role = forms.ChoiceField(label="Vai trò", choices=Role.choices)
    unit = forms.CharField(
        label="Mã đơn vị", max_length=10, help_text="Xem mã ở trang Đơn vị hành chính."
    )
    until = forms.DateField(
        label="Đến hết ngày",
        required=False,
        validators=DAYS_WITHIN_REACH,
        help_text="Để trống nếu chưa có ngày kết thúc.",
    )
    reason = forms.CharField(label="Lý do, số văn bản", max_length=500, required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = units

    def clean_unit(self) -> Unit:
        """Find the unit among those that the administrator may give roles at."""
        code = self.cleaned_data["unit"].strip()
        today = timezone.localdate()
        unit = queries.units_by_code(self._units, [code], on=today).get(code)
        if unit is None:
            raise ValidationError(f"Không có đơn vị mã {code} trong phạm vi quản trị của bạn.")
        return unit
