"""Files, folders, archives and streams of audit records, cut into single records."""
