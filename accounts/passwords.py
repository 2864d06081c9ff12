"""Secrets and passwords: drawing them, keeping them, and judging the ones people choose."""

import secrets

import zxcvbn
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.exceptions import ValidationError

from accounts import words
from accounts.models import User

# Letters and digits that nobody confuses on paper: no 0/o, 1/l/i.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 3, 4
# A drawn secret carries 59 bits, so guessing it is hopeless at any hash speed, while the full
# cost (about a third of a second) would hold the issuing of 500 accounts for minutes. The
# first sign-in hashes it again at full cost.
_DRAWN_SECRET_ITERATIONS = 20_000
# zxcvbn's scale runs from 0 to 4; 3 is "safely unguessable" against online guessing.
_NEEDED_SCORE = 3
# zxcvbn's running time grows with the square of the length, and no strength is lost by
# looking at this much.
_JUDGED_LENGTH = 72
# What Vietnamese offices think of first; zxcvbn's own lists are English.
_COMMON_WORDS = (
    "matkhau",
    "matkhaumoi",
    "vietnam",
    "tinhuy",
    "ubnd",
    "uyban",
    "nhandan",
    "uybannhandan",
    "canbo",
    "congchuc",
    "lanhdao",
    "chutich",
    "quantri",
    "noivu",
    "thamdinh",
    "thanthien",
    "chinhquyen",
    "cchc",
    "xinchao",
    "anhyeuem",
    "emyeuanh",
    "iloveyou",
    "giadinh",
    "hanoi",
    "bacgiang",
    "bacninh",
    "quangtri",
    "dongnai",
    "saigon",
    "nguyen",
)


def draw_secret() -> str:
    """Return a random secret as it stands on a letter, e.g. ``k7mq-x2dv-n9ph``."""
    groups = (
        "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS)
    )
    return "-".join(groups)


def keep_secret(user: User, secret: str) -> None:
    """Set ``user``'s password to a drawn secret; only its hash is kept. Does not save."""
    hasher = PBKDF2PasswordHasher()
    user.password = hasher.encode(secret, hasher.salt(), iterations=_DRAWN_SECRET_ITERATIONS)


class ZxcvbnValidator:
    """Refuses passwords that a guesser who knows Vietnamese offices would try early."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ``ValidationError`` unless the password is strong enough for this person."""
        typed = words.search_key(password[:_JUDGED_LENGTH])
        # Spaces and dashes inside a common phrase add nothing for a guesser.
        compact = "".join(filter(str.isalnum, typed)) or typed
        known = _known_words(user)
        score = min(zxcvbn.zxcvbn(text, user_inputs=known)["score"] for text in (typed, compact))
        if score < _NEEDED_SCORE:
            raise ValidationError(
                "Mật khẩu này dễ đoán. Hãy ghép bốn từ không liên quan với nhau, "
                "không dùng họ tên, tên đơn vị, ngày sinh hay dãy phím liền nhau.",
                code="password_too_weak",
            )

    def get_help_text(self) -> str:
        """Say how to choose a password."""
        return "Nên ghép bốn từ không liên quan với nhau; không dùng họ tên, tên đơn vị, ngày sinh."


def _known_words(user: User | None) -> list[str]:
    """Return the words that others know of this person, without accents."""
    known = list(_COMMON_WORDS)
    if user is not None:
        name = words.search_key(user.full_name)
        known += [*name.split(), name.replace(" ", ""), user.username, *user.username.split(".")]
    return known
