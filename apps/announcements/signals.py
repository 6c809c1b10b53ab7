"""What announcements let the apps above them know.

Both are sent inside the transaction of the act: whoever listens and fails undoes it. They come once for each
version that becomes public and once for each withdrawal of what was, in the order in which that happened; the
announcement's row and its project's are locked meanwhile.
"""

from django.dispatch import Signal

# `announcement` (Announcement), `version` (AnnouncementVersion, now the one that is shown) and `now`.
announcement_published = Signal()

# `announcement` (Announcement, public until now) and `now`.
announcement_withdrawn = Signal()
