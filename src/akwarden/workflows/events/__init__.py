"""From audit records to the lake, and from the lake to answers: who called what, with which key."""
