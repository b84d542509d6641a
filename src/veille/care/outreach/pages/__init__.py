"""Outreach on the site: the public page, the truck's stops, people met outside."""
