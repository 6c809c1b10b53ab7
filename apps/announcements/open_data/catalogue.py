"""What there is, in the words of DCAT, for the portals that collect catalogues."""

from typing import Any

from apps.announcements.canonical import canonical
from apps.announcements.open_data import terms
from apps.announcements.open_data.bulk.listing import datasets
from apps.announcements.open_data.bulk.shelf import BulkFile
from apps.announcements.open_data.bulk.views import MEDIA_TYPES
from apps.announcements.open_data.values import moment_text

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def catalogue() -> dict[str, Any]:
    """Return the catalogue of the open data with every file in it."""
    page, who = canonical("open_data:index"), terms.publisher()
    publisher = {"@type": "foaf:Organization", "foaf:name": who.name, "foaf:homepage": {"@id": who.url}}
    licence = {"@id": terms.licence_url()}
    return {
        "@context": CONTEXT,
        "@id": page,
        "@type": "dcat:Catalog",
        "dct:title": terms.TITLE,
        "dct:language": "zh",
        "dct:publisher": publisher,
        "dct:license": licence,
        "dcat:dataset": [
            {
                "@id": f"{page}#set-{dataset.key}",
                "@type": "dcat:Dataset",
                "dct:title": dataset.title,
                "dct:description": dataset.text,
                "dct:publisher": publisher,
                "dct:license": licence,
                "dcat:distribution": [_distribution(file, licence) for file in dataset.files],
            }
            for dataset in datasets()
        ],
    }


def _distribution(file: BulkFile, licence: dict[str, str]) -> dict[str, Any]:
    address = canonical("open_data:file", file.name)
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": file.name,
        "dct:license": licence,
        "dct:modified": {"@type": "xsd:dateTime", "@value": moment_text(file.made_at)},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": MEDIA_TYPES[file.name.rpartition(".")[2]].partition(";")[0],
        "dcat:byteSize": file.size,
        "spdx:checksum": {"spdx:algorithm": "SHA256", "spdx:checksumValue": file.sha256},
    }
