"""How a type of announcement stands in an address: `result_correction` is /announcements/result-correction/."""

from apps.announcements.models import Announcement


class ColumnConverter:
    """Takes the types that there are and nothing else."""

    regex = "|".join(value.replace("_", "-") for value in sorted(Announcement.Type.values, reverse=True))

    def to_python(self, value: str) -> Announcement.Type:
        """Read the type from the address."""
        return Announcement.Type(value.replace("-", "_"))

    def to_url(self, value: str) -> str:
        """Write the type into an address."""
        return value.replace("_", "-")
