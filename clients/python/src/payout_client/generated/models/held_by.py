from typing import Literal

HeldBy = Literal['business_disabled', 'pause', 'restore', 'schedule', 'throttle']

HELD_BY_VALUES: set[HeldBy] = { 'business_disabled', 'pause', 'restore', 'schedule', 'throttle',  }

def check_held_by(value: str) -> HeldBy:
    if value in HELD_BY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HELD_BY_VALUES!r}")
