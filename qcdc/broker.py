"""How the way to the worker is opened: through Redis, or through folders on one machine."""

from pathlib import Path

# A task that no worker has finished by then is handed to another.
VISIBLE_AGAIN_SECONDS = 3600


def over_redis(seconds: int) -> dict[str, str | int]:
    """Return the transport's options; ``seconds`` without an answer mean that Redis is away."""
    return {
        "socket_timeout": seconds,
        "socket_connect_timeout": seconds,
        "visibility_timeout": VISIBLE_AGAIN_SECONDS,
        "max_retries": 1,
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
