"""How the way to the worker is opened: through Redis, or through folders on one machine."""

from pathlib import Path

# A task that no worker has finished by then is handed to another.
VISIBLE_AGAIN_SECONDS = 3600
# Redis stands in the same house: what does not take the call by then is not there. Its answers may
# take longer on a machine that is busy.
CALL_SECONDS = 2


def over_redis(seconds: int) -> dict[str, str | int]:
    """Return the transport's options; ``seconds`` without an answer mean that Redis is away.

    Somebody waits for what is published, so it is tried once. The worker has nobody waiting and
    calls again by Celery's own rules.
    """
    return {
        "socket_timeout": seconds,
        "socket_connect_timeout": min(CALL_SECONDS, seconds),
        "visibility_timeout": VISIBLE_AGAIN_SECONDS,
        "max_retries": 0,
        "interval_start": 0,
    }


def in_folders(place: Path) -> dict[str, str | int]:
    """Make the folders ``queue``, ``taken`` and ``control`` and return the transport's options."""
    for name in ("queue", "taken", "control"):
        (place / name).mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(place / "queue"),
        "data_folder_out": str(place / "queue"),
        "processed_folder": str(place / "taken"),
        "control_folder": str(place / "control"),
    }
