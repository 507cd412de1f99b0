"""Scenarios: what is there when an emulator starts, from a file of YAML.

`sheet` reads the file, `wanted`, `belongings` and `reachable` say what may stand in it, and `reading` brings
both together. `many` makes users that are alike, `building` makes the cloud with `people`, `rights`, `names`,
`services` and `networks`, and `trail` notes who made which key. `acme.yml` ships with akwarden.
"""
