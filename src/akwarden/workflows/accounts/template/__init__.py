"""Texts that let an account be read by akwarden: policies, roles, and the programs that make them."""
