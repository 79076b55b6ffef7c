"""Orders in a CSV file: one row an order line, rows of one order share its order_id."""
