"""Numbers of rows and versions as pages send them back."""

# No row's number and no version of ours has more digits; every database keeps so many.
MOST_DIGITS = 9


def number(text: str | None) -> int | None:
    """Return a whole number from 0, None for anything that no page of ours has sent."""
    if text and text.isdecimal() and len(text) <= MOST_DIGITS:
        return int(text)
    return None


def number_or_zero(text: str | None) -> int:
    """Return a whole number, and 0, which no row and no stored version has, for nonsense."""
    return number(text) or 0
