"""What the tests of every page share: the pages, and the fixtures that they are made with."""

from apps.announcements.tests.drafts.conftest import (  # noqa: F401  fixtures
    decide,
    make_project,
    project,
    publish,
    submit,
    write,
)
from apps.interconnection.tests.conftest import clock, province  # noqa: F401  fixtures
from apps.tender_planning.tests.conftest import rooms  # noqa: F401  fixtures
from apps.tests.pages.sides import (  # noqa: F401  fixtures
    accepted,
    agency_pages,
    center_pages,
    public_pages,
    say,
    story,
    told,
    visitor,
)
