"""The sheets on which agencies write announcements: one for each format."""
