"""What akwarden remembers: the state database, and the audit log's chain with its proofs."""
