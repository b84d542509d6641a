"""The law's public page: “what happens if…”, without an account or a cookie."""
