from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.batch_mode import BatchMode
from ..models.batch_mode import check_batch_mode
from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.batch_dry_run_amounts import BatchDryRunAmounts
  from ..models.batch_dry_run_counts import BatchDryRunCounts
  from ..models.batch_dry_run_duplicate import BatchDryRunDuplicate
  from ..models.field_problem import FieldProblem





T = TypeVar("T", bound="BatchDryRun")



@_attrs_define
class BatchDryRun:
    """ What would become of a batch if it were sent now.

        Attributes:
            amounts (BatchDryRunAmounts): The sums of amounts in cents, by what would become of the items.
            counts (BatchDryRunCounts): The number of items, by what would become of them.
            dry_run (bool): Always `true`.
            duplicates (list[BatchDryRunDuplicate]): The items that would not be paid again: the first 1,000.
            duplicates_more (int): The number of further duplicates.
            errors (list[FieldProblem]): The errors by item: the first 1,000.
            errors_more (int): The number of further errors.
            mode (BatchMode):
            payout_balance_after (int): The payout balance after every valid item that is no duplicate is paid or set aside,
                in cents. Negative if the
                balance does not suffice. Other pending payments are not taken into account.
            payout_balance_before (int): The payout balance now, in cents.
            valid (bool): Whether the batch would be accepted: it has no errors and, for `all_or_nothing`, no money is
                missing.
            missing (int | None | Unset): How much the payout balance lacks, in cents. An `all_or_nothing` batch would be
                rejected, and some items of a
                `best_effort` batch would fail.
     """

    amounts: BatchDryRunAmounts
    counts: BatchDryRunCounts
    dry_run: bool
    duplicates: list[BatchDryRunDuplicate]
    duplicates_more: int
    errors: list[FieldProblem]
    errors_more: int
    mode: BatchMode
    payout_balance_after: int
    payout_balance_before: int
    valid: bool
    missing: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.batch_dry_run_amounts import BatchDryRunAmounts # noqa: PLC0415
        from ..models.batch_dry_run_counts import BatchDryRunCounts # noqa: PLC0415
        from ..models.batch_dry_run_duplicate import BatchDryRunDuplicate # noqa: PLC0415
        from ..models.field_problem import FieldProblem # noqa: PLC0415
        amounts = self.amounts.to_dict()

        counts = self.counts.to_dict()

        dry_run = self.dry_run

        duplicates = []
        for duplicates_item_data in self.duplicates:
            duplicates_item = duplicates_item_data.to_dict()
            duplicates.append(duplicates_item)



        duplicates_more = self.duplicates_more

        errors = []
        for errors_item_data in self.errors:
            errors_item = errors_item_data.to_dict()
            errors.append(errors_item)



        errors_more = self.errors_more

        mode: str = self.mode

        payout_balance_after = self.payout_balance_after

        payout_balance_before = self.payout_balance_before

        valid = self.valid

        missing: int | None | Unset
        if isinstance(self.missing, Unset):
            missing = UNSET
        else:
            missing = self.missing


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "amounts": amounts,
            "counts": counts,
            "dry_run": dry_run,
            "duplicates": duplicates,
            "duplicates_more": duplicates_more,
            "errors": errors,
            "errors_more": errors_more,
            "mode": mode,
            "payout_balance_after": payout_balance_after,
            "payout_balance_before": payout_balance_before,
            "valid": valid,
        })
        if missing is not UNSET:
            field_dict["missing"] = missing

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.batch_dry_run_amounts import BatchDryRunAmounts # noqa: PLC0415
        from ..models.batch_dry_run_counts import BatchDryRunCounts # noqa: PLC0415
        from ..models.batch_dry_run_duplicate import BatchDryRunDuplicate # noqa: PLC0415
        from ..models.field_problem import FieldProblem # noqa: PLC0415
        d = dict(src_dict)
        amounts = BatchDryRunAmounts.from_dict(d.pop("amounts"))




        counts = BatchDryRunCounts.from_dict(d.pop("counts"))




        dry_run = d.pop("dry_run")

        duplicates = []
        _duplicates = d.pop("duplicates")
        for duplicates_item_data in (_duplicates):
            duplicates_item = BatchDryRunDuplicate.from_dict(duplicates_item_data)



            duplicates.append(duplicates_item)


        duplicates_more = d.pop("duplicates_more")

        errors = []
        _errors = d.pop("errors")
        for errors_item_data in (_errors):
            errors_item = FieldProblem.from_dict(errors_item_data)



            errors.append(errors_item)


        errors_more = d.pop("errors_more")

        mode = check_batch_mode(d.pop("mode"))




        payout_balance_after = d.pop("payout_balance_after")

        payout_balance_before = d.pop("payout_balance_before")

        valid = d.pop("valid")

        def _parse_missing(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        missing = _parse_missing(d.pop("missing", UNSET))


        batch_dry_run = cls(
            amounts=amounts,
            counts=counts,
            dry_run=dry_run,
            duplicates=duplicates,
            duplicates_more=duplicates_more,
            errors=errors,
            errors_more=errors_more,
            mode=mode,
            payout_balance_after=payout_balance_after,
            payout_balance_before=payout_balance_before,
            valid=valid,
            missing=missing,
        )


        batch_dry_run.additional_properties = d
        return batch_dry_run

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
