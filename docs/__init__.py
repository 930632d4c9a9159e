"""What Handrail's own documents are made of."""
