"""docs/adding-an-area.md, tried: a room in its own folder, INSTALLED_APPS and the catalogue."""
