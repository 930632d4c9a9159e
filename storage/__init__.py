"""Tables, transactions and named queries. Knows kinds and names, imports no record model."""
