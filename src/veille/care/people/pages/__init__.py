"""What answers each address of this room, by subject."""
