"""What the logs say when something fails, and what they must not say."""

import io
import logging
import logging.config
from collections.abc import Iterator

import pytest
import structlog

from qcdc import logs

SECRET = "mật khẩu của chị Mây"  # a stand-in that must not show up


@pytest.fixture(autouse=True)
def _settings_as_before() -> Iterator[None]:
    """Put back what the settings had set up."""
    kept, handlers = structlog.get_config(), list(logging.getLogger().handlers)
    yield
    structlog.configure(**kept)
    logging.getLogger().handlers[:] = handlers


def failing(password: str) -> None:
    """Fail with a secret in a local variable."""
    raise ValueError(f"{len(password)} signs")


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("logger", [logging.getLogger, structlog.get_logger])
def test_a_traceback_names_the_place_but_no_local_variable(as_json: bool, logger) -> None:
    configured = logs.configure(as_json=as_json, level="INFO")
    heard = io.StringIO()
    configured["handlers"]["console"]["stream"] = heard
    logging.config.dictConfig(configured)
    try:
        failing(SECRET)
    except ValueError:
        logger("tests.logs").exception("failed")
    said = heard.getvalue()
    assert "failing" in said
    assert "ValueError" in said
    assert SECRET not in said
