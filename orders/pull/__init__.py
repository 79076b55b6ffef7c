"""Shops are asked for orders, as a net under their webhooks: what a lost message said is found out all the same."""
