"""Functions and their versions: made, changed, published, deleted.

After the API documents of SCF and "Quota Limits". A function is Active when the call returns; the cloud
takes a few seconds. Networks, file systems and log topics are kept as they are named: there are none here
to check.
"""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.regional import region_of, tags_of
from akwarden.emulator.tencent.services.scf.code import code_of
from akwarden.emulator.tencent.services.scf.finding import flag, function_of, named, namespace_of
from akwarden.emulator.tencent.services.scf.function import LATEST, Function, Revision
from akwarden.emulator.tencent.services.scf.settings import NAME, configuration
from akwarden.emulator.tencent.services.scf.state import add_function

MOST_FUNCTIONS, MOST_VERSIONS, MOST_NAMES = 50, 1000, 118
_FORMER = {"ZipFile", "CosBucketName", "CosObjectName", "CosBucketRegion"}
"""Fields of UpdateFunctionCode that were there before Code was."""


@serve("scf", "CreateFunction", write=True, sensitive=True, resources=named)
def create_function(call: Call) -> Mapping[str, Any]:
    """Make a function; a namespace has up to 50."""
    name, namespace, code = call.text("FunctionName"), namespace_of(call), call.parameters["Code"]
    if not NAME.fullmatch(name) or len(name) + len(namespace.name) > MOST_NAMES:
        raise ApiError("InvalidParameterValue.FunctionName", "The name of the function is not valid.")
    if name in namespace.functions:
        raise ApiError("ResourceInUse.FunctionName", f"The function `{name}` exists.")
    if len(namespace.functions) >= MOST_FUNCTIONS:
        raise ApiError("LimitExceeded.Function", f"A namespace has up to {MOST_FUNCTIONS} functions.")
    config = configuration(call)
    image = code.get("ImageConfig")
    config.setdefault("Runtime", "CustomImage" if image else "Python2.7")
    config.setdefault("Handler", "" if image else "index.main_handler")
    archive = code_of(call, code)
    if image:
        config["ImageConfig"] = image
    made = add_function(
        call.cloud,
        call.account,
        name,
        region=region_of(call),
        namespace=namespace.name,
        code=archive,
        config=config,
    )
    made.tags = tags_of(call.items("Tags"))
    return {}


@serve("scf", "UpdateFunctionCode", write=True, sensitive=True, resources=named)
def update_function_code(call: Call) -> Mapping[str, Any]:
    """Give a function new code, and with Publish a version of it."""
    function = function_of(call)
    code = call.parameters.get("Code") or {name: call.parameters.get(name) for name in _FORMER}
    config = configuration(call)
    archive = code_of(call, code)
    function.latest.code = archive
    function.latest.config.update(config)
    if code.get("ImageConfig"):
        function.latest.config["ImageConfig"] = code["ImageConfig"]
    return _changed(call, function)


@serve("scf", "UpdateFunctionConfiguration", write=True, sensitive=True, resources=named)
def update_function_configuration(call: Call) -> Mapping[str, Any]:
    """Change what is given of a configuration, and with Publish make a version of it."""
    function = function_of(call)
    config = configuration(call)
    if config.get("Runtime", function.latest.text("Runtime")) != function.latest.text("Runtime"):
        raise ApiError("InvalidParameterValue.Runtime", "The runtime of a function can't be changed.")
    function.latest.config.update(config)
    function.latest.description = str(function.latest.config.get("Description") or "")
    return _changed(call, function)


def _changed(call: Call, function: Function) -> Mapping[str, Any]:
    function.latest.modified = call.now
    if flag(call.text("Publish")) == "TRUE":
        _publish(call, function, "")
    return {}


def _publish(call: Call, function: Function, description: str) -> Revision:
    if len(function.versions) > MOST_VERSIONS:
        raise ApiError("LimitExceeded.FunctionVersions", f"A function has up to {MOST_VERSIONS} versions.")
    return function.publish(call.now, description)


@serve("scf", "PublishVersion", write=True, resources=named)
def publish_version(call: Call) -> Mapping[str, Any]:
    """Keep what a function is now as a version."""
    made = _publish(call, function_of(call), call.text("Description"))
    return {
        "FunctionVersion": made.version,
        "CodeSize": len(made.code),
        "MemorySize": made.config["MemorySize"],
        "Description": made.description,
        "Handler": made.text("Handler"),
        "Timeout": made.config["Timeout"],
        "Runtime": made.text("Runtime"),
        "Namespace": namespace_of(call).name,
    }


@serve("scf", "DeleteFunction", write=True, sensitive=True, resources=named)
def delete_function(call: Call) -> Mapping[str, Any]:
    """Delete a function, or the version that the Qualifier names, which no alias may stand for."""
    function, qualifier = function_of(call), call.text("Qualifier")
    if not qualifier:
        del namespace_of(call).functions[function.name]
        return {}
    if qualifier == LATEST:
        raise ApiError("FailedOperation.DeleteFunction", f"{LATEST} goes with the whole function.")
    if qualifier not in function.versions:
        raise ApiError("ResourceNotFound.FunctionVersion", f"There is no version `{qualifier}`.")
    if any(alias.version == qualifier for alias in function.aliases.values()):
        raise ApiError("UnsupportedOperation.AliasBind", f"An alias stands for the version `{qualifier}`.")
    del function.versions[qualifier]
    return {}
