"""Pages of the exchange: handing out, taking back, clean-ups, kits, and a site's stock."""
