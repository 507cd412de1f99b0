"""The function that a call is about, and what a policy calls it.

After "SCF Policy Syntax": `qcs::scf:region:uin/...:namespace/NAMESPACE/function/FUNCTION`.
"""

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.services.regional import MOST, qualified, region_of
from akwarden.emulator.tencent.services.scf.function import LATEST, NAMESPACE, Function, Namespace, Revision
from akwarden.emulator.tencent.services.scf.state import ScfRegion, ScfState


def region_functions(call: Call) -> ScfRegion:
    """Return what is in the region of a call."""
    found = call.account.state(ScfState).regions.at(region_of(call))
    found.namespace(NAMESPACE, call.now)
    return found


def namespace_of(call: Call) -> Namespace:
    """Return the namespace of a call; raises ApiError for none."""
    name = call.text("Namespace") or NAMESPACE
    found = region_functions(call).namespace(name, call.now)
    if found is None:
        raise ApiError("ResourceNotFound.Namespace", f"The namespace `{name}` does not exist.")
    return found


def function_of(call: Call) -> Function:
    """Return the function of a call; raises ApiError for none."""
    name = call.text("FunctionName")
    if not name:
        raise ApiError("MissingParameter", "The request is missing a required parameter `FunctionName`.")
    found = namespace_of(call).functions.get(name)
    if found is None:
        raise ApiError("ResourceNotFound.Function", f"The function `{name}` does not exist.")
    return found


def revision_of(call: Call, function: Function, default: str = LATEST) -> Revision:
    """Return the version that the Qualifier names, itself or by an alias; raises ApiError for none."""
    qualifier = call.text("Qualifier") or default
    alias = function.aliases.get(qualifier)
    found = function.versions.get(alias.version if alias else qualifier)
    if found is None:
        raise ApiError("ResourceNotFound.Qualifier", f"There is no version or alias `{qualifier}`.")
    return found


def named(call: Call) -> tuple[str, ...]:
    """Return the resource of the function of a call."""
    namespace, function = call.text("Namespace") or NAMESPACE, call.text("FunctionName")
    return (qualified(call, "scf", f"namespace/{namespace}/function/{function}"),)


def part(call: Call) -> tuple[int, int]:
    """Return Offset and Limit: 0 and 20 where they are not given; raises ApiError for what they can't be."""
    numbers = {}
    for name, default in (("Offset", "0"), ("Limit", "20")):
        text = str(call.parameters.get(name, default))
        if not text.isdecimal() or (name == "Limit" and int(text) > MOST):
            raise ApiError(f"InvalidParameterValue.{name}", f"The parameter `{name}` is not valid.")
        numbers[name] = int(text)
    return numbers["Offset"], numbers["Limit"]


def is_descending(call: Call, default: str = "ASC") -> bool:
    """Say whether a list begins with its end; raises ApiError for an Order that there is not."""
    order = (call.text("Order") or default).upper()
    if order not in {"ASC", "DESC"}:
        raise ApiError("InvalidParameterValue.Order", "The Order is ASC or DESC.")
    return order == "DESC"


def flag(value: object) -> str:
    """Return TRUE or FALSE, as SCF writes them."""
    return "TRUE" if str(value).upper() == "TRUE" else "FALSE"
