from typing import Literal

DisabledBecause = Literal['failing', 'gone']

DISABLED_BECAUSE_VALUES: set[DisabledBecause] = { 'failing', 'gone',  }

def check_disabled_because(value: str) -> DisabledBecause:
    if value in DISABLED_BECAUSE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DISABLED_BECAUSE_VALUES!r}")
