"""Layers, which a scenario makes."""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.regional import page
from akwarden.emulator.tencent.services.scf.download import address
from akwarden.emulator.tencent.services.scf.finding import part, region_functions
from akwarden.emulator.tencent.services.scf.function import Layer


@serve("scf", "ListLayers")
def list_layers(call: Call) -> Mapping[str, Any]:
    """Return the newest version of each layer that fits."""
    runtime, text = call.text("CompatibleRuntime"), call.text("SearchKey")
    newest = [versions[-1] for versions in region_functions(call).layers.values()]
    found = [one for one in newest if text in one.name and (not runtime or runtime in one.runtimes)]
    return {"Layers": [described_layer(one) for one in page(found, *part(call))], "TotalCount": len(found)}


@serve("scf", "GetLayerVersion")
def get_layer_version(call: Call) -> Mapping[str, Any]:
    """Return a version of a layer, with a signed address of its files."""
    name, number = call.text("LayerName"), call.number("LayerVersion")
    versions = region_functions(call).layers.get(name)
    if versions is None:
        raise ApiError("ResourceNotFound.Layer", f"The layer `{name}` does not exist.")
    if not 1 <= number <= len(versions):
        raise ApiError(
            "ResourceNotFound.LayerVersion", f"There is no version {number} of the layer `{name}`."
        )
    layer = versions[number - 1]
    known = {key: value for key, value in described_layer(layer).items() if key not in {"Stamp", "Tags"}}
    return {**known, "CodeSha256": layer.sha256, "Location": address(call, f"{name}_{number}", layer.sha256)}


def described_layer(layer: Layer) -> dict[str, Any]:
    """Return what lists and functions tell of a layer."""
    return {
        "CompatibleRuntimes": layer.runtimes,
        "AddTime": local(layer.created),
        "Description": layer.description,
        "LicenseInfo": layer.license,
        "LayerVersion": layer.version,
        "LayerName": layer.name,
        "Status": "Active",
        "Stamp": "default",
        "Tags": [],
    }
