from typing import Literal

Account = Literal['balance', 'fees', 'outside', 'payout_balance', 'payout_user', 'reserve', 'withdrawals']

ACCOUNT_VALUES: set[Account] = { 'balance', 'fees', 'outside', 'payout_balance', 'payout_user', 'reserve', 'withdrawals',  }

def check_account(value: str) -> Account:
    if value in ACCOUNT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ACCOUNT_VALUES!r}")
