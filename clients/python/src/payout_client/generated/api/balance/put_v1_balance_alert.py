from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.balance_alert import BalanceAlert
from ...models.balance_alert_request import BalanceAlertRequest
from ...models.problem import Problem
from typing import cast



def _get_kwargs(
    *,
    body: BalanceAlertRequest,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}


    

    

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/v1/balance/alert",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> BalanceAlert | Problem | None:
    if response.status_code == 200:
        response_200 = BalanceAlert.from_dict(response.json())



        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())



        return response_401

    if response.status_code == 408:
        response_408 = Problem.from_dict(response.json())



        return response_408

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())



        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())



        return response_415

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())



        return response_429

    if response.status_code == 500:
        response_500 = Problem.from_dict(response.json())



        return response_500

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())



        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[BalanceAlert | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: BalanceAlertRequest,

) -> Response[BalanceAlert | Problem]:
    """ Sets the payout balance below which `balance.low` is sent.

     The event is sent once each time the payout balance falls below the threshold: by an allocation, by
    the amount that
    an all_or_nothing batch sets aside, or by a funding that is taken back. Null switches it off. The
    field is required.

    Args:
        body (BalanceAlertRequest): When to send `balance.low`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BalanceAlert | Problem]
     """


    kwargs = _get_kwargs(
        body=body,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient,
    body: BalanceAlertRequest,

) -> BalanceAlert | Problem | None:
    """ Sets the payout balance below which `balance.low` is sent.

     The event is sent once each time the payout balance falls below the threshold: by an allocation, by
    the amount that
    an all_or_nothing batch sets aside, or by a funding that is taken back. Null switches it off. The
    field is required.

    Args:
        body (BalanceAlertRequest): When to send `balance.low`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BalanceAlert | Problem
     """


    return sync_detailed(
        client=client,
body=body,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: BalanceAlertRequest,

) -> Response[BalanceAlert | Problem]:
    """ Sets the payout balance below which `balance.low` is sent.

     The event is sent once each time the payout balance falls below the threshold: by an allocation, by
    the amount that
    an all_or_nothing batch sets aside, or by a funding that is taken back. Null switches it off. The
    field is required.

    Args:
        body (BalanceAlertRequest): When to send `balance.low`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BalanceAlert | Problem]
     """


    kwargs = _get_kwargs(
        body=body,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient,
    body: BalanceAlertRequest,

) -> BalanceAlert | Problem | None:
    """ Sets the payout balance below which `balance.low` is sent.

     The event is sent once each time the payout balance falls below the threshold: by an allocation, by
    the amount that
    an all_or_nothing batch sets aside, or by a funding that is taken back. Null switches it off. The
    field is required.

    Args:
        body (BalanceAlertRequest): When to send `balance.low`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BalanceAlert | Problem
     """


    return (await asyncio_detailed(
        client=client,
body=body,

    )).parsed
