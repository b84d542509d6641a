"""Who signs in, with which role, and which role may open what."""
