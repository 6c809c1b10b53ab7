"""One module for each feed: from the province's document to one act of the domain.

A handler says by its return value whether the record took effect (True) or was older than what
is known (False). It raises a DomainError to have the record parked with the reason, and
ParentMissing to have it wait until its project goes on. `is_withdrawn_since` tells that the inbox
already holds a newer version by which the province takes the record back.
"""

WITHDRAW = "withdraw"
