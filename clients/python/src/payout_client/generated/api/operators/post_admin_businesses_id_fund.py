from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.balance_move import BalanceMove
from ...models.funding import Funding
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    id: str,
    *,
    body: Funding,
    idempotency_key: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(payout_cell, Unset):
        headers["Payout-Cell"] = payout_cell



    

    

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/admin/businesses/{id}/fund".format(id=quote(str(id), safe=""),),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> BalanceMove | Problem | None:
    if response.status_code == 201:
        response_201 = BalanceMove.from_dict(response.json())



        return response_201

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())



        return response_401

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())



        return response_404

    if response.status_code == 408:
        response_408 = Problem.from_dict(response.json())



        return response_408

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())



        return response_409

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())



        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())



        return response_415

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())



        return response_422

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[BalanceMove | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: Funding,
    idempotency_key: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Response[BalanceMove | Problem]:
    """ Funds a business, once per reference.

     A negative amount takes money back, never below 0. The same reference with the same amount and
    account moves nothing
    again and returns the same move, with the present balances. With another amount or account it is
    rejected with 422.

    Args:
        id (str):
        idempotency_key (str | Unset):
        payout_cell (str | Unset):
        body (Funding): Money that comes in from outside or goes back.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BalanceMove | Problem]
     """


    kwargs = _get_kwargs(
        id=id,
body=body,
idempotency_key=idempotency_key,
payout_cell=payout_cell,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    body: Funding,
    idempotency_key: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> BalanceMove | Problem | None:
    """ Funds a business, once per reference.

     A negative amount takes money back, never below 0. The same reference with the same amount and
    account moves nothing
    again and returns the same move, with the present balances. With another amount or account it is
    rejected with 422.

    Args:
        id (str):
        idempotency_key (str | Unset):
        payout_cell (str | Unset):
        body (Funding): Money that comes in from outside or goes back.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BalanceMove | Problem
     """


    return sync_detailed(
        id=id,
client=client,
body=body,
idempotency_key=idempotency_key,
payout_cell=payout_cell,

    ).parsed

async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: Funding,
    idempotency_key: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Response[BalanceMove | Problem]:
    """ Funds a business, once per reference.

     A negative amount takes money back, never below 0. The same reference with the same amount and
    account moves nothing
    again and returns the same move, with the present balances. With another amount or account it is
    rejected with 422.

    Args:
        id (str):
        idempotency_key (str | Unset):
        payout_cell (str | Unset):
        body (Funding): Money that comes in from outside or goes back.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BalanceMove | Problem]
     """


    kwargs = _get_kwargs(
        id=id,
body=body,
idempotency_key=idempotency_key,
payout_cell=payout_cell,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: Funding,
    idempotency_key: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> BalanceMove | Problem | None:
    """ Funds a business, once per reference.

     A negative amount takes money back, never below 0. The same reference with the same amount and
    account moves nothing
    again and returns the same move, with the present balances. With another amount or account it is
    rejected with 422.

    Args:
        id (str):
        idempotency_key (str | Unset):
        payout_cell (str | Unset):
        body (Funding): Money that comes in from outside or goes back.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BalanceMove | Problem
     """


    return (await asyncio_detailed(
        id=id,
client=client,
body=body,
idempotency_key=idempotency_key,
payout_cell=payout_cell,

    )).parsed
