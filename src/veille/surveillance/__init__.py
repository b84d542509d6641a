"""What is watched of the numbers: alarms, what people note on them, the pages of `watch`."""
