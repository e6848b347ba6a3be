from typing import Literal

AuditScope = Literal['all', 'allocation', 'batch', 'business', 'member', 'method', 'provider', 'webhooks', 'withdrawal']

AUDIT_SCOPE_VALUES: set[AuditScope] = { 'all', 'allocation', 'batch', 'business', 'member', 'method', 'provider', 'webhooks', 'withdrawal',  }

def check_audit_scope(value: str) -> AuditScope:
    if value in AUDIT_SCOPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AUDIT_SCOPE_VALUES!r}")
