from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.error import Error
from ...models.payout_withdraw import PayoutWithdraw
from ...models.payout_withdrawal import PayoutWithdrawal
from ...models.withdraw_messages import WithdrawMessages
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    body: PayoutWithdraw,
    idempotency_key: str | Unset = UNSET,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key



    

    

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/payout/withdraw",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | PayoutWithdrawal | WithdrawMessages | None:
    if response.status_code == 201:
        response_201 = PayoutWithdrawal.from_dict(response.json())



        return response_201

    if response.status_code == 400:
        response_400 = WithdrawMessages.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())



        return response_401

    if response.status_code == 408:
        response_408 = Error.from_dict(response.json())



        return response_408

    if response.status_code == 413:
        response_413 = Error.from_dict(response.json())



        return response_413

    if response.status_code == 415:
        response_415 = Error.from_dict(response.json())



        return response_415

    if response.status_code == 422:
        response_422 = Error.from_dict(response.json())



        return response_422

    if response.status_code == 500:
        response_500 = Error.from_dict(response.json())



        return response_500

    if response.status_code == 503:
        response_503 = Error.from_dict(response.json())



        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | PayoutWithdrawal | WithdrawMessages]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: PayoutWithdraw,
    idempotency_key: str | Unset = UNSET,

) -> Response[Error | PayoutWithdrawal | WithdrawMessages]:
    """ Withdraws money from a payout user's balance.

     The amount leaves the balance at once, and must be within the method's limits (`GET
    /payout/methods`). Under the
    same `Idempotency-Key` one withdrawal is created: the same request again returns the same response,
    and a different
    request is rejected with 422.

    Args:
        idempotency_key (str | Unset):
        body (PayoutWithdraw): How much to withdraw, and where to send it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | PayoutWithdrawal | WithdrawMessages]
     """


    kwargs = _get_kwargs(
        body=body,
idempotency_key=idempotency_key,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient,
    body: PayoutWithdraw,
    idempotency_key: str | Unset = UNSET,

) -> Error | PayoutWithdrawal | WithdrawMessages | None:
    """ Withdraws money from a payout user's balance.

     The amount leaves the balance at once, and must be within the method's limits (`GET
    /payout/methods`). Under the
    same `Idempotency-Key` one withdrawal is created: the same request again returns the same response,
    and a different
    request is rejected with 422.

    Args:
        idempotency_key (str | Unset):
        body (PayoutWithdraw): How much to withdraw, and where to send it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | PayoutWithdrawal | WithdrawMessages
     """


    return sync_detailed(
        client=client,
body=body,
idempotency_key=idempotency_key,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: PayoutWithdraw,
    idempotency_key: str | Unset = UNSET,

) -> Response[Error | PayoutWithdrawal | WithdrawMessages]:
    """ Withdraws money from a payout user's balance.

     The amount leaves the balance at once, and must be within the method's limits (`GET
    /payout/methods`). Under the
    same `Idempotency-Key` one withdrawal is created: the same request again returns the same response,
    and a different
    request is rejected with 422.

    Args:
        idempotency_key (str | Unset):
        body (PayoutWithdraw): How much to withdraw, and where to send it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | PayoutWithdrawal | WithdrawMessages]
     """


    kwargs = _get_kwargs(
        body=body,
idempotency_key=idempotency_key,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient,
    body: PayoutWithdraw,
    idempotency_key: str | Unset = UNSET,

) -> Error | PayoutWithdrawal | WithdrawMessages | None:
    """ Withdraws money from a payout user's balance.

     The amount leaves the balance at once, and must be within the method's limits (`GET
    /payout/methods`). Under the
    same `Idempotency-Key` one withdrawal is created: the same request again returns the same response,
    and a different
    request is rejected with 422.

    Args:
        idempotency_key (str | Unset):
        body (PayoutWithdraw): How much to withdraw, and where to send it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | PayoutWithdrawal | WithdrawMessages
     """


    return (await asyncio_detailed(
        client=client,
body=body,
idempotency_key=idempotency_key,

    )).parsed
