"""An announcement on paper: its PDF, for those who keep it in a file or in a folder."""
