"""How static files are named and stored for serving."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names every file by its content, also where one JavaScript module imports another."""

    support_js_module_import_aggregation = True
