"""Pages about one visitor: flags, restrictions, the door, what is held about them."""
