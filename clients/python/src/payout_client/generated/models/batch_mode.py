from typing import Literal

BatchMode = Literal['all_or_nothing', 'best_effort']

BATCH_MODE_VALUES: set[BatchMode] = { 'all_or_nothing', 'best_effort',  }

def check_batch_mode(value: str) -> BatchMode:
    if value in BATCH_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BATCH_MODE_VALUES!r}")
