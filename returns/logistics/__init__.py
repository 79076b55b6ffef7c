"""Goods on their way back: slip, label, parcels, what we find when they arrive, and the money."""
