"""Opening hours, the business clock, targets, and the reply time we promise."""
