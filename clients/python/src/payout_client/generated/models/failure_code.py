from typing import Literal

FailureCode = Literal['cancelled', 'insufficient_funds', 'internal_error']

FAILURE_CODE_VALUES: set[FailureCode] = { 'cancelled', 'insufficient_funds', 'internal_error',  }

def check_failure_code(value: str) -> FailureCode:
    if value in FAILURE_CODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FAILURE_CODE_VALUES!r}")
