"""What a production portal refuses to start with, and the key of a portal on one machine.

Takes plain values and no settings, so that a test can try every case.
"""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# 50 characters is what Django's own ``check --deploy`` asks of a secret key.
SECRET_KEY_MIN_LENGTH = 50
SECRET_KEY_MIN_DIFFERENT = 5
DEMO_SECRET_MARKS = ("django-insecure", "change-me", "changeme", "demo", "example", "secret-key")


@dataclass(frozen=True, kw_only=True)
class Posture:
    """The settings that decide whether a portal may face the public."""

    debug: bool
    demo: bool
    secret_key: str
    allowed_hosts: Sequence[str]
    secure_cookies: bool
    database_password_missing: bool


def problems(posture: Posture) -> list[str]:
    """Return one English sentence per reason not to start in production; empty means safe."""
    found = []
    if posture.debug:
        found.append("DEBUG is on: error pages would show the inside of the system.")
    if posture.demo:
        found.append("QCDC_DEMO is on: demo accounts have published passwords.")
    if not posture.secret_key:
        found.append("SECRET_KEY is not set.")
    elif _is_weak(posture.secret_key):
        found.append(
            f"SECRET_KEY is weak: use at least {SECRET_KEY_MIN_LENGTH} random characters, "
            "not an example value."
        )
    if not posture.allowed_hosts:
        found.append("ALLOWED_HOSTS is empty: name the host of the portal.")
    if any(host.startswith("*") for host in posture.allowed_hosts):
        found.append("ALLOWED_HOSTS contains '*': name the host of the portal.")
    if not posture.secure_cookies:
        found.append("SECURE_COOKIES is off: sessions would travel unencrypted.")
    if posture.database_password_missing:
        found.append("DATABASE_URL reaches a database over the network without a password.")
    return found


def _is_weak(key: str) -> bool:
    return (
        len(key) < SECRET_KEY_MIN_LENGTH
        or len(set(key)) < SECRET_KEY_MIN_DIFFERENT
        or any(mark in key.lower() for mark in DEMO_SECRET_MARKS)
    )


def local_secret_key(path: Path) -> str:
    """Return this machine's own key, drawn at the first start and readable by its owner only.

    Several processes may start at once: the first to create the whole file wins.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(64))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass  # another process was first: its key is the one to use
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
