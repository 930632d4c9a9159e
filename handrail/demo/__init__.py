"""`handrail demo`: three worked examples, played through the real engine in a throwaway home."""
