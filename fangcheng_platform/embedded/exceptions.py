"""What can go wrong with an embedded service, in one line that a newcomer can act on."""


class EmbeddedServiceError(Exception):
    """An embedded service cannot be used; the message is one line for the terminal."""
