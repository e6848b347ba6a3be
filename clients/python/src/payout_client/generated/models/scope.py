from typing import Literal

Scope = Literal['all', 'batch', 'business']

SCOPE_VALUES: set[Scope] = { 'all', 'batch', 'business',  }

def check_scope(value: str) -> Scope:
    if value in SCOPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPE_VALUES!r}")
