"""One guided start for everything a customer asks after the sale: a page a decision, kept until it is sent."""
