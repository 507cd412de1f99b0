"""What the overview is summed from."""
