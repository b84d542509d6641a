"""Pages of services and referrals: the list to follow up, a referral, its card, the directory of
destinations, waiting times, services given."""
