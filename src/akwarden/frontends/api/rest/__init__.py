"""`/api/v1`: one file a noun; a handler decodes, calls one workflow or one query, and encodes."""
