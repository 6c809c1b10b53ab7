"""How static files are named and stored for serving."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Names every file by its content, also where one JavaScript module imports another."""

    support_js_module_import_aggregation = True
