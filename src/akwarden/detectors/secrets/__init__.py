"""Leaked credentials in bytes: a fast pass over everything, an exact second look at the few places it names.

The passes, in order:

1. `anchors`: one multi-pattern automaton over whole buffers says where to look.
2. `values`: around each such place, every run of key-like characters is matched exactly against the rules.
3. `shape` and `assignment`: is the value random, and what is it assigned to?
4. `pairing`: ids and secrets that belong together become one match.
"""
