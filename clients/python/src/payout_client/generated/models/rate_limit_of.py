from typing import Literal

RateLimitOf = Literal['all', 'business']

RATE_LIMIT_OF_VALUES: set[RateLimitOf] = { 'all', 'business',  }

def check_rate_limit_of(value: str) -> RateLimitOf:
    if value in RATE_LIMIT_OF_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RATE_LIMIT_OF_VALUES!r}")
