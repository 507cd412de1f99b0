"""Servers that behave as clouds do, for tests and demonstrations: state, limits, policies, faults."""
