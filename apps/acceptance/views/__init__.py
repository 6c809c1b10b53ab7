"""The agency's pages for 项目进场受理."""
