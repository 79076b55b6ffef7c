"""Invoices from KSeF, the Polish national system of e-invoices: read, checked, shown and kept."""
