"""Processes are killed while they write; afterwards nothing acknowledged is missing and nothing is there twice."""
