"""The picture that stands beside a link to a page, where somebody passes it on."""
