"""What scans found is kept as leaks and held against the keys of the inventory."""
