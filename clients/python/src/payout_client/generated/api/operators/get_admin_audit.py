from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.list_audit_entry import ListAuditEntry
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(payout_cell, Unset):
        headers["Payout-Cell"] = payout_cell



    

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["cursor"] = cursor


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/admin/audit",
        "params": params,
    }


    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ListAuditEntry | Problem | None:
    if response.status_code == 200:
        response_200 = ListAuditEntry.from_dict(response.json())



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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ListAuditEntry | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Response[ListAuditEntry | Problem]:
    """ Lists the audit log, newest first.

     Each command leaves one entry, written in the transaction that carries it out. The entry has the
    command's target,
    the number of items and their amount, and the credential that gave the command, such as an API key,
    a member, the
    operator token, or the database user of the command line.

    Args:
        limit (int | Unset):
        cursor (str | Unset):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListAuditEntry | Problem]
     """


    kwargs = _get_kwargs(
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
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> ListAuditEntry | Problem | None:
    """ Lists the audit log, newest first.

     Each command leaves one entry, written in the transaction that carries it out. The entry has the
    command's target,
    the number of items and their amount, and the credential that gave the command, such as an API key,
    a member, the
    operator token, or the database user of the command line.

    Args:
        limit (int | Unset):
        cursor (str | Unset):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListAuditEntry | Problem
     """


    return sync_detailed(
        client=client,
limit=limit,
cursor=cursor,
payout_cell=payout_cell,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Response[ListAuditEntry | Problem]:
    """ Lists the audit log, newest first.

     Each command leaves one entry, written in the transaction that carries it out. The entry has the
    command's target,
    the number of items and their amount, and the credential that gave the command, such as an API key,
    a member, the
    operator token, or the database user of the command line.

    Args:
        limit (int | Unset):
        cursor (str | Unset):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListAuditEntry | Problem]
     """


    kwargs = _get_kwargs(
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
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> ListAuditEntry | Problem | None:
    """ Lists the audit log, newest first.

     Each command leaves one entry, written in the transaction that carries it out. The entry has the
    command's target,
    the number of items and their amount, and the credential that gave the command, such as an API key,
    a member, the
    operator token, or the database user of the command line.

    Args:
        limit (int | Unset):
        cursor (str | Unset):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListAuditEntry | Problem
     """


    return (await asyncio_detailed(
        client=client,
limit=limit,
cursor=cursor,
payout_cell=payout_cell,

    )).parsed
