"""What services that keep things by region have in common: regions, and the pages and filters of lists."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError

DEFAULT_REGION = "ap-guangzhou"
MOST = 100
_MOST_FILTERS = 10
REGIONS: Mapping[str, str] = {
    "ap-beijing": "华北地区(北京)",
    "ap-chengdu": "西南地区(成都)",
    "ap-chongqing": "西南地区(重庆)",
    "ap-guangzhou": "华南地区(广州)",
    "ap-hongkong": "港澳台地区(中国香港)",
    "ap-nanjing": "华东地区(南京)",
    "ap-shanghai": "华东地区(上海)",
    "ap-shanghai-fsi": "华东地区(上海金融)",
    "ap-shenzhen-fsi": "华南地区(深圳金融)",
    "ap-bangkok": "亚太东南(曼谷)",
    "ap-jakarta": "亚太东南(雅加达)",
    "ap-seoul": "亚太东北(首尔)",
    "ap-singapore": "亚太东南(新加坡)",
    "ap-tokyo": "亚太东北(东京)",
    "eu-frankfurt": "欧洲地区(法兰克福)",
    "na-ashburn": "美国东部(弗吉尼亚)",
    "na-siliconvalley": "美国西部(硅谷)",
    "sa-saopaulo": "南美地区(圣保罗)",
}
"""Names as DescribeRegions gives them (Cloud Virtual Machine, "Regions and AZs")."""
T = TypeVar("T")
Values = Callable[[T], Iterable[Any]]


@dataclass(slots=True)
class Regional(Generic[T]):
    """The things of an account, region by region; a region is made when it is first asked for."""

    make: Callable[[], T]
    regions: dict[str, T] = field(default_factory=dict)

    def at(self, region: str) -> T:
        """Return what is in a region."""
        found = self.regions.get(region)
        if found is None:
            found = self.regions[region] = self.make()
        return found


def region_of(call: Call) -> str:
    """Return the region that a call is about; raises ApiError for none, or for one that there is not."""
    region = call.request.region
    if not region:
        raise ApiError("MissingParameter", "The request is missing a required parameter `Region`.")
    if region not in REGIONS:
        raise ApiError("UnsupportedRegion", f"The region `{region}` is not supported.")
    return region


def qualified(call: Call, service: str, resource: str) -> str:
    """Return the six-segment name of a resource in the region of a call."""
    return f"qcs::{service}:{call.request.region}:uin/{call.account.uin}:{resource}"


def page(found: Sequence[T], offset: int, limit: int) -> Sequence[T]:
    """Return a part of a list."""
    return found[max(offset, 0) : max(offset, 0) + limit]


def paged(call: Call, found: Sequence[T]) -> Sequence[T]:
    """Return the part that Offset and Limit ask for: 20 where they say nothing, 100 at most."""
    return page(found, call.number("Offset"), call.within("Limit", 0, MOST, 20))


def filtered(
    found: Iterable[T],
    filters: Sequence[Mapping[str, Any]],
    fields: Mapping[str, Values[T]],
    *,
    unknown: str = "InvalidFilter",
) -> list[T]:
    """Return what fits all filters, each of which lists values of which one must fit.

    `fields` has the values by the name of a filter; `tag:` stands for `tag:KEY`, with values as `KEY=VALUE`.
    Raises ApiError for a filter that is not known, with the code that the service has for it.
    """
    kept = list(found)
    for one in filters:
        name, wanted = str(one["Name"]), [str(value) for value in one["Values"]]
        if name.startswith("tag:") and "tag:" in fields:
            wanted = [f"{name.removeprefix('tag:')}={value}" for value in wanted]
            name = "tag:"
        values = fields.get(name)
        if values is None:
            raise ApiError(unknown, f"The filter `{one['Name']}` is not supported.")
        kept = [item for item in kept if {str(value) for value in values(item)} & {*wanted}]
    return kept


def limited_filters(call: Call, most_values: int, code: str) -> list[Mapping[str, Any]]:
    """Return the Filters of a call; raises ApiError for more than ten, or too many values of one."""
    found = call.items("Filters")
    if len(found) > _MOST_FILTERS or any(len(one["Values"]) > most_values for one in found):
        raise ApiError(code, f"There are up to {_MOST_FILTERS} filters with up to {most_values} values each.")
    return found


def only_one(call: Call, ids: str, code: str = "InvalidParameter") -> None:
    """Raise ApiError where a call has both ids and Filters."""
    if call.items(ids) and call.items("Filters"):
        raise ApiError(code, f"`{ids}` and `Filters` can't be given together.")


def pairs(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Return tags as cbs, cvm and scf give them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def tags_of(items: Iterable[Mapping[str, Any]], key: str = "Key", value: str = "Value") -> dict[str, str]:
    """Return the tags of a request; the last of two with the same key counts."""
    return {str(item[key]): str(item[value]) for item in items}
