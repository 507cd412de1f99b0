"""What was read of an account is held against what is kept, and only the difference is written."""
