"""What the things that templates make say about themselves."""

ABOUT_ROLE = "Lets akwarden read this account. It changes nothing."
ABOUT_POLICY = "What akwarden reads of this account. It changes nothing."
