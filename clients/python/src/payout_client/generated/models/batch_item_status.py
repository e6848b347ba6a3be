from typing import Literal

BatchItemStatus = Literal['cancelled', 'duplicate', 'failed', 'pending', 'succeeded']

BATCH_ITEM_STATUS_VALUES: set[BatchItemStatus] = { 'cancelled', 'duplicate', 'failed', 'pending', 'succeeded',  }

def check_batch_item_status(value: str) -> BatchItemStatus:
    if value in BATCH_ITEM_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BATCH_ITEM_STATUS_VALUES!r}")
