from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.list_waiting_withdrawal import ListWaitingWithdrawal
from ...models.problem import Problem
from ...models.withdrawal_status import check_withdrawal_status
from ...models.withdrawal_status import WithdrawalStatus
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    status: WithdrawalStatus | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(payout_cell, Unset):
        headers["Payout-Cell"] = payout_cell



    

    params: dict[str, Any] = {}

    json_status: str | Unset = UNSET
    if not isinstance(status, Unset):
        json_status = status

    params["status"] = json_status

    params["limit"] = limit

    params["cursor"] = cursor


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/admin/withdrawals",
        "params": params,
    }


    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ListWaitingWithdrawal | Problem | None:
    if response.status_code == 200:
        response_200 = ListWaitingWithdrawal.from_dict(response.json())



        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())



        return response_401

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ListWaitingWithdrawal | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    status: WithdrawalStatus | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Response[ListWaitingWithdrawal | Problem]:
    """ Lists the withdrawals that wait for a person, or those of a `status`, newest first.

     The list covers all businesses. A page has up to `limit` rows (at most 200). `next_cursor`, also in
    the `Link`
    header, leads to the next page.

    Args:
        status (WithdrawalStatus | Unset):
        limit (int | Unset):
        cursor (str | Unset):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListWaitingWithdrawal | Problem]
     """


    kwargs = _get_kwargs(
        status=status,
limit=limit,
cursor=cursor,
payout_cell=payout_cell,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient,
    status: WithdrawalStatus | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> ListWaitingWithdrawal | Problem | None:
    """ Lists the withdrawals that wait for a person, or those of a `status`, newest first.

     The list covers all businesses. A page has up to `limit` rows (at most 200). `next_cursor`, also in
    the `Link`
    header, leads to the next page.

    Args:
        status (WithdrawalStatus | Unset):
        limit (int | Unset):
        cursor (str | Unset):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListWaitingWithdrawal | Problem
     """


    return sync_detailed(
        client=client,
status=status,
limit=limit,
cursor=cursor,
payout_cell=payout_cell,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    status: WithdrawalStatus | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Response[ListWaitingWithdrawal | Problem]:
    """ Lists the withdrawals that wait for a person, or those of a `status`, newest first.

     The list covers all businesses. A page has up to `limit` rows (at most 200). `next_cursor`, also in
    the `Link`
    header, leads to the next page.

    Args:
        status (WithdrawalStatus | Unset):
        limit (int | Unset):
        cursor (str | Unset):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListWaitingWithdrawal | Problem]
     """


    kwargs = _get_kwargs(
        status=status,
limit=limit,
cursor=cursor,
payout_cell=payout_cell,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient,
    status: WithdrawalStatus | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> ListWaitingWithdrawal | Problem | None:
    """ Lists the withdrawals that wait for a person, or those of a `status`, newest first.

     The list covers all businesses. A page has up to `limit` rows (at most 200). `next_cursor`, also in
    the `Link`
    header, leads to the next page.

    Args:
        status (WithdrawalStatus | Unset):
        limit (int | Unset):
        cursor (str | Unset):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListWaitingWithdrawal | Problem
     """


    return (await asyncio_detailed(
        client=client,
status=status,
limit=limit,
cursor=cursor,
payout_cell=payout_cell,

    )).parsed
