"""What acceptance lets the apps above it know."""

from django.dispatch import Signal

# Sent inside the transaction of the acceptance, with `project` and `now`: whoever listens and
# fails undoes it.
project_accepted = Signal()
