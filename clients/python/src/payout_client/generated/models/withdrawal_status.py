from typing import Literal

WithdrawalStatus = Literal['cancelled', 'created', 'failed', 'processing', 'rejected', 'succeeded']

WITHDRAWAL_STATUS_VALUES: set[WithdrawalStatus] = { 'cancelled', 'created', 'failed', 'processing', 'rejected', 'succeeded',  }

def check_withdrawal_status(value: str) -> WithdrawalStatus:
    if value in WITHDRAWAL_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WITHDRAWAL_STATUS_VALUES!r}")
