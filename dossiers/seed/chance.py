"""The demo's chance: every choice comes from the seed, whatever is done before or after it."""

from random import Random


def drawn(seed: int, *about: object) -> Random:
    """Return a generator of its own for one matter, such as a unit in a campaign."""
    name = "/".join(str(part) for part in (seed, *about))
    # Invents figures and names, never a real secret.
    return Random(name)  # noqa: S311  # nosec B311
