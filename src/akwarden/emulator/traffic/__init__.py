"""Normal life of an organisation as audit records, and attacks in it, from a seed."""
