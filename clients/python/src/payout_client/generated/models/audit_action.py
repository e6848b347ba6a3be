from typing import Literal

AuditAction = Literal['approve', 'arrive', 'cancel', 'change', 'drain', 'fill', 'invite', 'leave', 'pause', 'reject', 'remove', 'reset', 'reset_password', 'restore_begin', 'restore_end', 'resume', 'retry', 'schedule', 'throttle', 'unthrottle']

AUDIT_ACTION_VALUES: set[AuditAction] = { 'approve', 'arrive', 'cancel', 'change', 'drain', 'fill', 'invite', 'leave', 'pause', 'reject', 'remove', 'reset', 'reset_password', 'restore_begin', 'restore_end', 'resume', 'retry', 'schedule', 'throttle', 'unthrottle',  }

def check_audit_action(value: str) -> AuditAction:
    if value in AUDIT_ACTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AUDIT_ACTION_VALUES!r}")
