"""The server: REST for the console and for programs, logins, the console's files, health and metrics."""
