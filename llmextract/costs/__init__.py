"""What a run costs: prices, bounds, and what would be asked."""
