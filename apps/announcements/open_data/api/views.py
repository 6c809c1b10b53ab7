"""Addresses of the read API."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.announcements.canonical import canonical
from apps.announcements.open_data.api.announcement_serializers import (
    AnnouncementDocumentSerializer,
    AnnouncementRowSerializer,
)
from apps.announcements.open_data.api.base import OpenDataView
from apps.announcements.open_data.api.change_serializers import ChangesSerializer
from apps.announcements.open_data.api.describing import answers, parameters_of
from apps.announcements.open_data.api.parameters import ListForm, NoForm, PageForm, read_parameters
from apps.announcements.open_data.api.problems import BadParameter, CursorExpired, Unavailable
from apps.announcements.open_data.api.project_serializers import ProjectSerializer
from apps.announcements.open_data.changes import Changes, OrderUnsettled, changes_after
from apps.announcements.open_data.cursors import BadCursor, CursorOfAnotherDatabase, first_cursor, read_cursor
from apps.announcements.open_data.listing import announcement_page
from apps.announcements.open_data.reading import NUL, announcement_document
from apps.announcements.selectors.filtering import Filters
from apps.announcements.selectors.projects import project_life
from apps.core.paging import BadPage


class AnnouncementPageSerializer(serializers.Serializer[Any]):
    """公告列表的一页."""

    results = AnnouncementRowSerializer(many=True, help_text="公告，新的在前")
    next = serializers.URLField(allow_null=True, help_text="下一页的地址；最后一页为空")


class AnnouncementListView(OpenDataView):
    """The announcements in force."""

    @extend_schema(
        operation_id="listAnnouncements",
        summary="查询公告",
        parameters=parameters_of(ListForm),
        responses=answers(AnnouncementPageSerializer, "一页公告"),
    )
    def get(self, request: Request) -> Response:
        """Return a page of them."""
        asked = read_parameters(ListForm, request.query_params)
        size = asked.pop("limit")
        asked.pop("after")
        try:
            page = announcement_page(
                filters=Filters(**asked), query=request.query_params, size=size, now=timezone.now()
            )
        except BadPage as error:
            raise BadParameter("after", str(error)) from None
        following = f"{canonical('open_data:announcements')}?{page.next_query}" if page.has_next else None
        results = [AnnouncementRowSerializer(row).data for row in page.rows]
        response = Response({"results": results, "next": following})
        if following:
            response["Link"] = f'<{following}>; rel="next"'
        return response


class AnnouncementView(OpenDataView):
    """One announcement in its newest public version."""

    @extend_schema(
        operation_id="readAnnouncement",
        summary="读取公告",
        responses=answers(AnnouncementDocumentSerializer, "公告网页上的全部内容", 404),
    )
    def get(self, request: Request, announcement_no: str) -> Response:
        """Return it."""
        read_parameters(NoForm, request.query_params)
        document = announcement_document(announcement_no, now=timezone.now())
        return Response(AnnouncementDocumentSerializer(document).data)


class VersionView(OpenDataView):
    """One announcement in the version that is named."""

    @extend_schema(
        operation_id="readVersion",
        summary="读取公告的一个版本",
        responses=answers(AnnouncementDocumentSerializer, "公告在这一版本中的全部内容", 404),
    )
    def get(self, request: Request, announcement_no: str, version: int) -> Response:
        """Return it."""
        read_parameters(NoForm, request.query_params)
        document = announcement_document(announcement_no, version=version, now=timezone.now())
        return Response(AnnouncementDocumentSerializer(document).data)


class ProjectView(OpenDataView):
    """One project."""

    @extend_schema(
        operation_id="readProject",
        summary="读取项目",
        responses=answers(ProjectSerializer, "项目全过程网页上的内容", 404),
    )
    def get(self, request: Request, project_no: str) -> Response:
        """Return it."""
        read_parameters(NoForm, request.query_params)
        if NUL in project_no:
            raise Http404
        return Response(ProjectSerializer(project_life(project_no, now=timezone.now())).data)


class ChangesView(OpenDataView):
    """What changed for the public, in the order in which it was committed."""

    seconds_in_cache = 1

    @extend_schema(
        operation_id="listChanges",
        summary="按次序读取变化",
        parameters=parameters_of(PageForm),
        responses=answers(ChangesSerializer, "一批变化", 410, 503),
    )
    def get(self, request: Request) -> Response:
        """Return those after the cursor."""
        changes = asked_changes(request)
        response = Response(ChangesSerializer(changes).data)
        if changes.has_more:
            response["Link"] = f'<{canonical("open_data:changes")}?after={changes.next_cursor}>; rel="next"'
        return response


def asked_changes(request: Request) -> Changes:
    """Return the changes that a request asks for. Raises BadParameter, CursorExpired, Unavailable."""
    asked = read_parameters(PageForm, request.query_params)
    try:
        cursor = read_cursor(asked["after"]) if "after" in request.query_params else first_cursor()
        return changes_after(cursor, limit=asked["limit"])
    except BadCursor as error:
        raise BadParameter("after", str(error)) from None
    except CursorOfAnotherDatabase as error:
        raise CursorExpired(str(error)) from None
    except OrderUnsettled as error:
        raise Unavailable(str(error)) from None
