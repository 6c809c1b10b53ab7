"""Addresses of 招标文件 and 投标文件组成."""

from django.urls import path

from apps.tender_planning.views import builds, chapters, document_files, documents, slots

DOCUMENT = "<int:pk>/planning/document/"
SLOTS = "<int:pk>/planning/slots/"

urlpatterns = [
    path(DOCUMENT, documents.document, name="document"),
    path(f"{DOCUMENT}begin/", documents.document_begin, name="document-begin"),
    path(f"{DOCUMENT}preview/", documents.document_preview, name="document-preview"),
    path(f"{DOCUMENT}chapters/<uuid:key>/", chapters.chapter, name="chapter"),
    path(f"{DOCUMENT}chapters/<uuid:key>/preview/", chapters.chapter_preview, name="chapter-preview"),
    path(f"{DOCUMENT}files/", document_files.file_attach, name="document-file-attach"),
    path(f"{DOCUMENT}files/<int:file_pk>/", document_files.file_download, name="document-file"),
    path(f"{DOCUMENT}files/<int:file_pk>/remove/", document_files.file_remove, name="document-file-remove"),
    path(f"{DOCUMENT}builds/", builds.build_request, name="build-request"),
    path(f"{DOCUMENT}builds/<int:build_pk>/", builds.build, name="build"),
    path(f"{DOCUMENT}builds/<int:build_pk>/state/", builds.build_state, name="build-state"),
    path(f"{DOCUMENT}builds/<int:build_pk>/pdf/", builds.build_pdf, name="build-pdf"),
    path(f"{DOCUMENT}builds/<int:build_pk>/docx/", builds.build_docx, name="build-docx"),
    path(SLOTS, slots.slots, name="slots"),
    path(f"{SLOTS}begin/", slots.slots_begin, name="slots-begin"),
    path(f"{SLOTS}copy/", slots.slots_copy, name="slots-copy"),
]
