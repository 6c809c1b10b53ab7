"""The center's review of what agencies submit: what is checked, shown and asked for."""
