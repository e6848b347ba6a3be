from typing import Literal

Code = Literal['body_too_large', 'conflict', 'idempotency_key_required', 'idempotency_key_reused', 'insufficient_funds', 'insufficient_payout_balance', 'internal_error', 'invalid_idempotency_key', 'invalid_request', 'malformed_body', 'method_not_allowed', 'not_found', 'payouts_disabled', 'rate_limited', 'request_timeout', 'service_unavailable', 'unauthorized', 'unknown_field', 'unknown_parameter', 'unknown_value', 'unsupported_media_type']

CODE_VALUES: set[Code] = { 'body_too_large', 'conflict', 'idempotency_key_required', 'idempotency_key_reused', 'insufficient_funds', 'insufficient_payout_balance', 'internal_error', 'invalid_idempotency_key', 'invalid_request', 'malformed_body', 'method_not_allowed', 'not_found', 'payouts_disabled', 'rate_limited', 'request_timeout', 'service_unavailable', 'unauthorized', 'unknown_field', 'unknown_parameter', 'unknown_value', 'unsupported_media_type',  }

def check_code(value: str) -> Code:
    if value in CODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CODE_VALUES!r}")
