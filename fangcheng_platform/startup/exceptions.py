"""Why the platform did not start or did not stay up, in words for the terminal."""


class StartupError(Exception):
    """The start command cannot go on; the message's first line says why."""
