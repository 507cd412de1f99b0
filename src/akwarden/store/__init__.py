"""What akwarden remembers: the audit log's chain and its proofs."""
