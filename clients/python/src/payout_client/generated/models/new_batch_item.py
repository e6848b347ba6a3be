from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.new_batch_item_metadata_type_0 import NewBatchItemMetadataType0





T = TypeVar("T", bound="NewBatchItem")



@_attrs_define
class NewBatchItem:
    """ One item of a batch: a JSON object, a line of NDJSON, or a row of CSV.

        Attributes:
            amount (int): The amount, in cents. Write digits only: `1.0` and `1e2` are rejected, because they may be meant
                as dollars.
            email (str): The payout user's e-mail address.
            metadata (NewBatchItemMetadataType0 | None | Unset): An object of at most 4 kB, which is stored with the
                allocation byte for byte. It must not contain the character
                U+0000, or a number that other programs would read as a different one.
            reference (None | str | Unset): The client's reference for the item. What was paid under a reference is not paid
                again.
     """

    amount: int
    email: str
    metadata: NewBatchItemMetadataType0 | None | Unset = UNSET
    reference: None | str | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        from ..models.new_batch_item_metadata_type_0 import NewBatchItemMetadataType0 # noqa: PLC0415
        amount = self.amount

        email = self.email

        metadata: dict[str, Any] | None | Unset
        if isinstance(self.metadata, Unset):
            metadata = UNSET
        elif isinstance(self.metadata, NewBatchItemMetadataType0):
            metadata = self.metadata.to_dict()
        else:
            metadata = self.metadata

        reference: None | str | Unset
        if isinstance(self.reference, Unset):
            reference = UNSET
        else:
            reference = self.reference


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "amount": amount,
            "email": email,
        })
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if reference is not UNSET:
            field_dict["reference"] = reference

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.new_batch_item_metadata_type_0 import NewBatchItemMetadataType0 # noqa: PLC0415
        d = dict(src_dict)
        amount = d.pop("amount")

        email = d.pop("email")

        def _parse_metadata(data: object) -> NewBatchItemMetadataType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                metadata_type_0 = NewBatchItemMetadataType0.from_dict(data)



                return metadata_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(NewBatchItemMetadataType0 | None | Unset, data)

        metadata = _parse_metadata(d.pop("metadata", UNSET))


        def _parse_reference(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reference = _parse_reference(d.pop("reference", UNSET))


        new_batch_item = cls(
            amount=amount,
            email=email,
            metadata=metadata,
            reference=reference,
        )

        return new_batch_item

