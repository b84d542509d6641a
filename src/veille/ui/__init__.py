"""What pages are built of. It knows no room."""
