from typing import Literal

Chain = Literal['bitcoin', 'ethereum', 'tron']

CHAIN_VALUES: set[Chain] = { 'bitcoin', 'ethereum', 'tron',  }

def check_chain(value: str) -> Chain:
    if value in CHAIN_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CHAIN_VALUES!r}")
