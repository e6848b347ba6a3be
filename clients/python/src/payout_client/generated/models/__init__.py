""" Contains all the data models used in inputs/outputs """

from .account import Account
from .allocation import Allocation
from .allocation_metadata_type_0 import AllocationMetadataType0
from .allocation_status import AllocationStatus
from .allowed_origins import AllowedOrigins
from .allowed_origins_request import AllowedOriginsRequest
from .api_key import ApiKey
from .api_key_request import ApiKeyRequest
from .api_key_roll import ApiKeyRoll
from .attempt_outcome import AttemptOutcome
from .audit_action import AuditAction
from .audit_entry import AuditEntry
from .audit_scope import AuditScope
from .balance_alert import BalanceAlert
from .balance_alert_request import BalanceAlertRequest
from .balance_move import BalanceMove
from .balance_with_pending import BalanceWithPending
from .balances import Balances
from .batch import Batch
from .batch_dry_run import BatchDryRun
from .batch_dry_run_amounts import BatchDryRunAmounts
from .batch_dry_run_counts import BatchDryRunCounts
from .batch_dry_run_duplicate import BatchDryRunDuplicate
from .batch_item import BatchItem
from .batch_item_status import BatchItemStatus
from .batch_mode import BatchMode
from .batch_progress import BatchProgress
from .batch_status import BatchStatus
from .batch_throttle import BatchThrottle
from .brand import Brand
from .brand_logo import BrandLogo
from .brand_request import BrandRequest
from .business import Business
from .business_change import BusinessChange
from .chain import Chain
from .changed_payout_user import ChangedPayoutUser
from .code import Code
from .completed_batch import CompletedBatch
from .created_business import CreatedBusiness
from .delete_admin_throttles_scope import DeleteAdminThrottlesScope
from .delivery import Delivery
from .delivery_status import DeliveryStatus
from .disabled_because import DisabledBecause
from .ended_allocation import EndedAllocation
from .ended_allocation_metadata_type_0 import EndedAllocationMetadataType0
from .error import Error
from .event import Event
from .event_data import EventData
from .event_selection import EventSelection
from .event_type import EventType
from .failure_code import FailureCode
from .field_messages import FieldMessages
from .field_problem import FieldProblem
from .funded_account import FundedAccount
from .funding import Funding
from .get_openapi_json_response_200 import GetOpenapiJsonResponse200
from .get_postman_json_response_200 import GetPostmanJsonResponse200
from .held_by import HeldBy
from .last_attempt import LastAttempt
from .list_allocation import ListAllocation
from .list_api_key import ListApiKey
from .list_audit_entry import ListAuditEntry
from .list_batch import ListBatch
from .list_batch_item import ListBatchItem
from .list_business import ListBusiness
from .list_delivery import ListDelivery
from .list_event import ListEvent
from .list_parked_allocation import ListParkedAllocation
from .list_pause import ListPause
from .list_payout_user import ListPayoutUser
from .list_throttle import ListThrottle
from .list_transaction import ListTransaction
from .list_waiting_withdrawal import ListWaitingWithdrawal
from .list_webhook import ListWebhook
from .list_withdrawal import ListWithdrawal
from .low_balance import LowBalance
from .method import Method
from .mode import Mode
from .new_allocation import NewAllocation
from .new_allocation_metadata_type_0 import NewAllocationMetadataType0
from .new_batch import NewBatch
from .new_batch_item import NewBatchItem
from .new_batch_item_metadata_type_0 import NewBatchItemMetadataType0
from .new_business import NewBusiness
from .new_key import NewKey
from .new_throttle import NewThrottle
from .operation import Operation
from .operations import Operations
from .parked_allocation import ParkedAllocation
from .pause import Pause
from .pause_scope import PauseScope
from .pause_target import PauseTarget
from .payout_balance import PayoutBalance
from .payout_chain import PayoutChain
from .payout_create import PayoutCreate
from .payout_created import PayoutCreated
from .payout_event import PayoutEvent
from .payout_event_crypto import PayoutEventCrypto
from .payout_event_gift_card import PayoutEventGiftCard
from .payout_event_metadata import PayoutEventMetadata
from .payout_event_paypal import PayoutEventPaypal
from .payout_event_recipient import PayoutEventRecipient
from .payout_event_selection import PayoutEventSelection
from .payout_event_type import PayoutEventType
from .payout_fees import PayoutFees
from .payout_hash import PayoutHash
from .payout_method import PayoutMethod
from .payout_methods import PayoutMethods
from .payout_pending import PayoutPending
from .payout_user import PayoutUser
from .payout_user_change import PayoutUserChange
from .payout_user_status import PayoutUserStatus
from .payout_webhook import PayoutWebhook
from .payout_webhook_request import PayoutWebhookRequest
from .payout_withdraw import PayoutWithdraw
from .payout_withdraw_destination import PayoutWithdrawDestination
from .payout_withdrawal import PayoutWithdrawal
from .pending_allocations import PendingAllocations
from .problem import Problem
from .provider_callback_answer import ProviderCallbackAnswer
from .queue_status import QueueStatus
from .rate_limit_of import RateLimitOf
from .rate_limited import RateLimited
from .redeliver import Redeliver
from .redelivering import Redelivering
from .rejection import Rejection
from .retried_allocation import RetriedAllocation
from .rotated_hash import RotatedHash
from .scope import Scope
from .tally import Tally
from .test_event import TestEvent
from .throttle import Throttle
from .top_up import TopUp
from .touched_items import TouchedItems
from .touched_withdrawals import TouchedWithdrawals
from .transaction import Transaction
from .transaction_type import TransactionType
from .usage import Usage
from .usage_of_day import UsageOfDay
from .usage_of_route import UsageOfRoute
from .waiting_withdrawal import WaitingWithdrawal
from .webhook import Webhook
from .webhook_change import WebhookChange
from .webhook_kind import WebhookKind
from .webhook_request import WebhookRequest
from .webhook_test import WebhookTest
from .webhook_test_request import WebhookTestRequest
from .webhook_with_secret import WebhookWithSecret
from .withdraw_messages import WithdrawMessages
from .withdrawal import Withdrawal
from .withdrawal_status import WithdrawalStatus

__all__ = (
    "Account",
    "Allocation",
    "AllocationMetadataType0",
    "AllocationStatus",
    "AllowedOrigins",
    "AllowedOriginsRequest",
    "ApiKey",
    "ApiKeyRequest",
    "ApiKeyRoll",
    "AttemptOutcome",
    "AuditAction",
    "AuditEntry",
    "AuditScope",
    "BalanceAlert",
    "BalanceAlertRequest",
    "BalanceMove",
    "Balances",
    "BalanceWithPending",
    "Batch",
    "BatchDryRun",
    "BatchDryRunAmounts",
    "BatchDryRunCounts",
    "BatchDryRunDuplicate",
    "BatchItem",
    "BatchItemStatus",
    "BatchMode",
    "BatchProgress",
    "BatchStatus",
    "BatchThrottle",
    "Brand",
    "BrandLogo",
    "BrandRequest",
    "Business",
    "BusinessChange",
    "Chain",
    "ChangedPayoutUser",
    "Code",
    "CompletedBatch",
    "CreatedBusiness",
    "DeleteAdminThrottlesScope",
    "Delivery",
    "DeliveryStatus",
    "DisabledBecause",
    "EndedAllocation",
    "EndedAllocationMetadataType0",
    "Error",
    "Event",
    "EventData",
    "EventSelection",
    "EventType",
    "FailureCode",
    "FieldMessages",
    "FieldProblem",
    "FundedAccount",
    "Funding",
    "GetOpenapiJsonResponse200",
    "GetPostmanJsonResponse200",
    "HeldBy",
    "LastAttempt",
    "ListAllocation",
    "ListApiKey",
    "ListAuditEntry",
    "ListBatch",
    "ListBatchItem",
    "ListBusiness",
    "ListDelivery",
    "ListEvent",
    "ListParkedAllocation",
    "ListPause",
    "ListPayoutUser",
    "ListThrottle",
    "ListTransaction",
    "ListWaitingWithdrawal",
    "ListWebhook",
    "ListWithdrawal",
    "LowBalance",
    "Method",
    "Mode",
    "NewAllocation",
    "NewAllocationMetadataType0",
    "NewBatch",
    "NewBatchItem",
    "NewBatchItemMetadataType0",
    "NewBusiness",
    "NewKey",
    "NewThrottle",
    "Operation",
    "Operations",
    "ParkedAllocation",
    "Pause",
    "PauseScope",
    "PauseTarget",
    "PayoutBalance",
    "PayoutChain",
    "PayoutCreate",
    "PayoutCreated",
    "PayoutEvent",
    "PayoutEventCrypto",
    "PayoutEventGiftCard",
    "PayoutEventMetadata",
    "PayoutEventPaypal",
    "PayoutEventRecipient",
    "PayoutEventSelection",
    "PayoutEventType",
    "PayoutFees",
    "PayoutHash",
    "PayoutMethod",
    "PayoutMethods",
    "PayoutPending",
    "PayoutUser",
    "PayoutUserChange",
    "PayoutUserStatus",
    "PayoutWebhook",
    "PayoutWebhookRequest",
    "PayoutWithdraw",
    "PayoutWithdrawal",
    "PayoutWithdrawDestination",
    "PendingAllocations",
    "Problem",
    "ProviderCallbackAnswer",
    "QueueStatus",
    "RateLimited",
    "RateLimitOf",
    "Redeliver",
    "Redelivering",
    "Rejection",
    "RetriedAllocation",
    "RotatedHash",
    "Scope",
    "Tally",
    "TestEvent",
    "Throttle",
    "TopUp",
    "TouchedItems",
    "TouchedWithdrawals",
    "Transaction",
    "TransactionType",
    "Usage",
    "UsageOfDay",
    "UsageOfRoute",
    "WaitingWithdrawal",
    "Webhook",
    "WebhookChange",
    "WebhookKind",
    "WebhookRequest",
    "WebhookTest",
    "WebhookTestRequest",
    "WebhookWithSecret",
    "Withdrawal",
    "WithdrawalStatus",
    "WithdrawMessages",
)
