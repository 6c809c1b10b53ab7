"""The start command behind `make run`: everything up on one machine, and everything down again."""
