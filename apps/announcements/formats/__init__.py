"""What an agency writes of an announcement, turned into its facts and its text: pure, from content to both."""
