"""Decisions about alarms, leaks and risks, whatever they are about: many at once, and taken back."""
