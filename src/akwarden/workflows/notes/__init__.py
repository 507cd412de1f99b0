"""What people say of keys and addresses: checked, written one by one or from a file, undone."""
