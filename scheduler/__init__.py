"""What the clock does: fire due deadlines, deliver what is owed, watch for what stands still."""
