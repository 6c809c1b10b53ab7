#!/usr/bin/env python
"""Command line of the platform; `manage.py province …` speaks to the reference province instead."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run a management command with the settings of the system it belongs to."""
    # The reference province is a peer with its own settings and database: one settings module
    # for both would put its tables into the platform's schema.
    is_province = sys.argv[1:2] == ["province"]
    settings_module = "apps.province.settings" if is_province else "fangcheng_platform.settings"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
