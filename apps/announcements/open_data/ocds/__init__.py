"""The same content in the words of the Open Contracting Data Standard 1.1."""
