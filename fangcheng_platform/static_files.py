"""How static files are named and stored for serving."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from fangcheng_platform.style_bundles import bundled

Sources = dict[str, tuple[Storage, str]]


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Names every file by its content, also where one JavaScript module imports another.

    A style sheet that imports others is served as one file with all of them in it. Without this storage, in
    development, the browser follows the imports.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: Sources, dry_run: bool = False, **options: Any) -> Iterator[Any]:  # noqa: FBT001, FBT002  Django's signature
        """Hash and compress what was collected, style sheets bundled; raises BrokenBundle."""
        return super().post_process(paths | _bundles(paths), dry_run=dry_run, **options)  # type: ignore[no-any-return]


def _bundles(sources: Mapping[str, tuple[Storage, str]]) -> Sources:
    """Return where the bundled form of every style sheet is read from that imports another."""

    def read(name: str) -> str:
        storage, path = sources[name]
        with storage.open(path, "rb") as file:
            return str(file.read(), "utf-8")

    memory = InMemoryStorage()
    bundles: Sources = {}
    for name in sources:
        if name.endswith(".css") and "@import" in read(name):
            memory.save(name, ContentFile(bundled(name, read).encode()))
            bundles[name] = (memory, name)
    return bundles
