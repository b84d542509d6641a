"""The dissuasion commission: from a referral by police or court to what became of it."""
