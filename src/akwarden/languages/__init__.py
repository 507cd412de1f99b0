"""What akwarden says, in other languages: texts are made in English, and said anew where they leave."""
