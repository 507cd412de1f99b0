"""How people come in: passwords, second factors, passkeys, one-time links, single sign-on."""
