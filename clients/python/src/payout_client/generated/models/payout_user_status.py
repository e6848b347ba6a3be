from typing import Literal

PayoutUserStatus = Literal['active', 'inactive']

PAYOUT_USER_STATUS_VALUES: set[PayoutUserStatus] = { 'active', 'inactive',  }

def check_payout_user_status(value: str) -> PayoutUserStatus:
    if value in PAYOUT_USER_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PAYOUT_USER_STATUS_VALUES!r}")
