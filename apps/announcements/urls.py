"""Addresses of the public site.

What stands as a file is `/` and what is under `/announcements/`, `/projects/`, `/feeds/`, `/sitemaps/` and
`/share/`: the web server answers there by itself, without a look at the query, and what it does not find is not
asked of Django.
"""

from django.urls import path, register_converter

from apps.announcements.column_converter import ColumnConverter
from apps.announcements.feeds.formats import FeedFormatConverter
from apps.announcements.views import answers, feeds, pages, prints, sitemaps

app_name = "announcements"

register_converter(ColumnConverter, "column")
register_converter(FeedFormatConverter, "feed-format")

urlpatterns = [
    # Files
    path("", pages.home, name="home"),
    path("announcements/", pages.announcement_list, name="list"),
    path("announcements/<column:column>/", pages.announcement_list, name="column"),
    path("announcements/<int:pk>/", pages.announcement_detail, name="detail"),
    path("announcements/<int:pk>/versions/<int:number>/", pages.announcement_version, name="version"),
    path("projects/<str:project_no>/", pages.project_life, name="project"),
    path("announcements/<int:pk>/announcement.pdf", prints.announcement_pdf, name="pdf"),
    path("share/<int:pk>.png", prints.announcement_picture, name="share"),
    path("share/home.png", prints.home_picture, name="share-home"),
    path("feeds/all.<feed-format:feed_format>", feeds.feed, name="feed"),
    path("feeds/<column:column>.<feed-format:feed_format>", feeds.feed, name="column-feed"),
    path("sitemaps/index.xml", sitemaps.sitemap_index, name="sitemap-index"),
    path("sitemaps/columns.xml", sitemaps.columns_sitemap, name="sitemap-columns"),
    path("sitemaps/<int:number>.xml", sitemaps.announcements_sitemap, name="sitemap"),
    path("sitemaps/projects-<int:number>.xml", sitemaps.projects_sitemap, name="project-sitemap"),
    # Answers
    path("search/", answers.search, name="search"),
    path("search/feed.<feed-format:feed_format>", feeds.search_feed, name="search-feed"),
    path("differences/<int:pk>/<int:old>/<int:new>/", answers.comparison, name="differences"),
    path("attachments/<int:pk>/", answers.attachment, name="attachment"),
    path("robots.txt", answers.robots, name="robots"),
]
