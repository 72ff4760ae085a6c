"""What people at a desk are shown: plain records that use cases hand to the edges."""
