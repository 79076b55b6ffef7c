"""The list of cases that agents work through."""
