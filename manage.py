#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys


def main() -> int:
    """Run one management command; unsafe settings end it with one clear line, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qcdc.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        settings.INSTALLED_APPS  # noqa: B018 - reading any setting loads and checks them all
    except ImproperlyConfigured as refusal:
        print(refusal, file=sys.stderr)
        return 2
    execute_from_command_line(sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
