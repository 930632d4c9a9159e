"""What is asked, what an answer does, who acts next and by when: the whole of the domain."""
