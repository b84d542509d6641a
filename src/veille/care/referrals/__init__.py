"""Services given on site, and referrals followed to their end: a room of care."""
