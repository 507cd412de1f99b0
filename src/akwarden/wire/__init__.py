"""How clouds want requests signed: pure functions over bytes and text, without a connection."""
