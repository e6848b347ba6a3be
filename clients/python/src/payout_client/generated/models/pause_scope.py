from typing import Literal

PauseScope = Literal['all', 'batch', 'business', 'method', 'provider', 'webhooks']

PAUSE_SCOPE_VALUES: set[PauseScope] = { 'all', 'batch', 'business', 'method', 'provider', 'webhooks',  }

def check_pause_scope(value: str) -> PauseScope:
    if value in PAUSE_SCOPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PAUSE_SCOPE_VALUES!r}")
