"""Whether a call reads or writes, where its record does not say; by the first word of its name.

CloudTrail writes `readOnly` from version 1.01 of its records on, and tools leave it out. AWS names most calls
in one way: those of the access levels Read and List in the "Service Authorization Reference" begin with one
of the words of the first list, and nearly no others do. The second list has the first words of calls that
change something. A few calls are of neither list, and CloudTrail says `readOnly: true` of them.
"""

import re
from functools import lru_cache
from typing import Final

from akwarden.model.event import ReadWrite

_READS: Final = re.compile(
    r"(?:BatchCheck|BatchDescribe|BatchGet|Check|Count|Decode|Describe|Detect|Discover|Download|Estimate|Evaluate"
    r"|Export|Filter|Get|Head|Is|List|Lookup|Preview|Query|Read|Receive|Retrieve|Scan|Search|Select|Simulate|Test"
    r"|Validate|Verify|View)(?![a-z])"
)
_WRITES: Final = re.compile(
    r"(?:Accept|Add|Allocate|Apply|Assign|Associate|Attach|Authorize|BatchCreate|BatchDelete|BatchPut|BatchUpdate"
    r"|BatchWrite|Cancel|Change|Close|Complete|Confirm|Copy|Create|Deactivate|Delete|Deploy|Deregister|Detach"
    r"|Disable|Disassociate|Enable|Execute|Import|Initiate|Invite|Invoke|Join|Leave|Modify|Move|Post|Publish|Purchase"
    r"|Put|Reboot|Register|Reject|Release|Remove|Replace|Request|Reset|Resize|Restore|Resume|Revoke|Rotate|Run"
    r"|Schedule|Send|Set|Share|Start|Stop|Submit|Suspend|Switch|Tag|Terminate|Transfer|Unassign|Untag|Update|Upload"
    r"|Upgrade|Write)(?![a-z])"
)
_READ_ALL_THE_SAME: Final = frozenset(
    ["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "Decrypt", "Encrypt", "GenerateDataKey"]
)


@lru_cache(maxsize=4096)
def access_of(action: str) -> ReadWrite:
    """Return what the name of a call says of it."""
    if action in _READ_ALL_THE_SAME or _READS.match(action) is not None:
        return ReadWrite.READ
    return ReadWrite.WRITE if _WRITES.match(action) is not None else ReadWrite.UNKNOWN
