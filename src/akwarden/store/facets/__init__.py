"""Rows of lists counted by the values of their fields."""
