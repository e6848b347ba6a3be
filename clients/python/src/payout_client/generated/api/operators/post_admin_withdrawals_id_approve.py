from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.withdrawal import Withdrawal
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    id: str,
    *,
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
        "url": "/admin/withdrawals/{id}/approve".format(id=quote(str(id), safe=""),),
    }


    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | Withdrawal | None:
    if response.status_code == 200:
        response_200 = Withdrawal.from_dict(response.json())



        return response_200

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | Withdrawal]:
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
    idempotency_key: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Response[Problem | Withdrawal]:
    """ Approves a withdrawal that waits for a person: it ends as paid out.

     A person carries out the withdrawals whose provider is `manual`; any other id returns 404. A
    withdrawal that does
    not wait for a person yet, or that has ended, returns 409.

    Args:
        id (str):
        idempotency_key (str | Unset):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Withdrawal]
     """


    kwargs = _get_kwargs(
        id=id,
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
    idempotency_key: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Problem | Withdrawal | None:
    """ Approves a withdrawal that waits for a person: it ends as paid out.

     A person carries out the withdrawals whose provider is `manual`; any other id returns 404. A
    withdrawal that does
    not wait for a person yet, or that has ended, returns 409.

    Args:
        id (str):
        idempotency_key (str | Unset):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Withdrawal
     """


    return sync_detailed(
        id=id,
client=client,
idempotency_key=idempotency_key,
payout_cell=payout_cell,

    ).parsed

async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    idempotency_key: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Response[Problem | Withdrawal]:
    """ Approves a withdrawal that waits for a person: it ends as paid out.

     A person carries out the withdrawals whose provider is `manual`; any other id returns 404. A
    withdrawal that does
    not wait for a person yet, or that has ended, returns 409.

    Args:
        id (str):
        idempotency_key (str | Unset):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Withdrawal]
     """


    kwargs = _get_kwargs(
        id=id,
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
    idempotency_key: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Problem | Withdrawal | None:
    """ Approves a withdrawal that waits for a person: it ends as paid out.

     A person carries out the withdrawals whose provider is `manual`; any other id returns 404. A
    withdrawal that does
    not wait for a person yet, or that has ended, returns 409.

    Args:
        id (str):
        idempotency_key (str | Unset):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Withdrawal
     """


    return (await asyncio_detailed(
        id=id,
client=client,
idempotency_key=idempotency_key,
payout_cell=payout_cell,

    )).parsed
