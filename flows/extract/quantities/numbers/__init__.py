"""Number phrases: where a text prints a number, what it says, and whether it counts anything."""
