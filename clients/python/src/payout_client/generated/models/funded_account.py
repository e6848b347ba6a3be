from typing import Literal

FundedAccount = Literal['balance', 'payout_balance']

FUNDED_ACCOUNT_VALUES: set[FundedAccount] = { 'balance', 'payout_balance',  }

def check_funded_account(value: str) -> FundedAccount:
    if value in FUNDED_ACCOUNT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FUNDED_ACCOUNT_VALUES!r}")
