from typing import Literal

TransactionType = Literal['allocation', 'fee', 'funding', 'payout', 'reservation', 'reserve_return', 'top_up', 'withdrawal', 'withdrawal_return']

TRANSACTION_TYPE_VALUES: set[TransactionType] = { 'allocation', 'fee', 'funding', 'payout', 'reservation', 'reserve_return', 'top_up', 'withdrawal', 'withdrawal_return',  }

def check_transaction_type(value: str) -> TransactionType:
    if value in TRANSACTION_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TRANSACTION_TYPE_VALUES!r}")
