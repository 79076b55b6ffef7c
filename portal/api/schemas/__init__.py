"""What the API takes and gives: the shapes in the OpenAPI document."""
