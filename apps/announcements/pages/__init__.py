"""Public pages as files: marked by whoever changes what they show, made by workers, served by the web server."""
