"""Cloud Object Storage, as far as readers of audit logs need it: buckets, their lists and objects."""
