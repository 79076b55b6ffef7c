"""What changes a company: a file for each thing; import from the file."""
