from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
  from ..models.usage_of_day import UsageOfDay
  from ..models.usage_of_route import UsageOfRoute





T = TypeVar("T", bound="Usage")



@_attrs_define
class Usage:
    """ The requests of a business in a range of days.

        Attributes:
            days (list[UsageOfDay]): Every day from `from` to `to`, oldest first.
            from_ (datetime.date): The first day, in UTC.
            routes (list[UsageOfRoute]): The routes that were requested, by outcome, over all days together.
            to (datetime.date): The last day, inclusive.
     """

    days: list[UsageOfDay]
    from_: datetime.date
    routes: list[UsageOfRoute]
    to: datetime.date
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.usage_of_day import UsageOfDay # noqa: PLC0415
        from ..models.usage_of_route import UsageOfRoute # noqa: PLC0415
        days = []
        for days_item_data in self.days:
            days_item = days_item_data.to_dict()
            days.append(days_item)



        from_ = self.from_.isoformat()

        routes = []
        for routes_item_data in self.routes:
            routes_item = routes_item_data.to_dict()
            routes.append(routes_item)



        to = self.to.isoformat()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "days": days,
            "from": from_,
            "routes": routes,
            "to": to,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.usage_of_day import UsageOfDay # noqa: PLC0415
        from ..models.usage_of_route import UsageOfRoute # noqa: PLC0415
        d = dict(src_dict)
        days = []
        _days = d.pop("days")
        for days_item_data in (_days):
            days_item = UsageOfDay.from_dict(days_item_data)



            days.append(days_item)


        from_ = datetime.date.fromisoformat(d.pop("from"))




        routes = []
        _routes = d.pop("routes")
        for routes_item_data in (_routes):
            routes_item = UsageOfRoute.from_dict(routes_item_data)



            routes.append(routes_item)


        to = datetime.date.fromisoformat(d.pop("to"))




        usage = cls(
            days=days,
            from_=from_,
            routes=routes,
            to=to,
        )


        usage.additional_properties = d
        return usage

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
