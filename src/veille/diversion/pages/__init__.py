"""The pages of the dissuasion commission, and the door for referrals from police and courts."""
