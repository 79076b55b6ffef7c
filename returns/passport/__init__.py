"""The product passport: what somebody who bought a thing wants to know of it years later, on one page a line."""
