from typing import Literal

AllocationStatus = Literal['cancelled', 'failed', 'pending', 'succeeded']

ALLOCATION_STATUS_VALUES: set[AllocationStatus] = { 'cancelled', 'failed', 'pending', 'succeeded',  }

def check_allocation_status(value: str) -> AllocationStatus:
    if value in ALLOCATION_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ALLOCATION_STATUS_VALUES!r}")
