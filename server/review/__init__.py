"""What people decide about submissions, and loading what they accept."""
