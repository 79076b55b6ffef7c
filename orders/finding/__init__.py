"""Orders of people without an account, and orders that reach an account by another way than its address."""
