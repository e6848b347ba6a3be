from typing import Literal

Method = Literal['crypto', 'gift_card', 'paypal']

METHOD_VALUES: set[Method] = { 'crypto', 'gift_card', 'paypal',  }

def check_method(value: str) -> Method:
    if value in METHOD_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {METHOD_VALUES!r}")
