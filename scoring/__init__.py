"""The ruler: what is asked, until when, how points are counted."""
