"""Safer supply on screen: today's doses, a person's course, the stock, the site's rules."""
