from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.error import Error
from ...models.payout_hash import PayoutHash
from ...models.payout_withdrawal import PayoutWithdrawal
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    id: str,
    *,
    body: PayoutHash | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key



    

    

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/payout/withdrawals/{id}/cancel".format(id=quote(str(id), safe=""),),
    }

    
    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | PayoutWithdrawal | None:
    if response.status_code == 200:
        response_200 = PayoutWithdrawal.from_dict(response.json())



        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())



        return response_401

    if response.status_code == 404:
        response_404 = Error.from_dict(response.json())



        return response_404

    if response.status_code == 408:
        response_408 = Error.from_dict(response.json())



        return response_408

    if response.status_code == 409:
        response_409 = Error.from_dict(response.json())



        return response_409

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | PayoutWithdrawal]:
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
    body: PayoutHash | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,

) -> Response[Error | PayoutWithdrawal]:
    """ Cancels a withdrawal that is `created`.

     The amount returns to the balance. Once the provider has been told about the withdrawal, it can no
    longer be
    cancelled and the request returns 409.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (PayoutHash | Unset): The payout hash, unless the `X-Payout-Hash` header has it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | PayoutWithdrawal]
     """


    kwargs = _get_kwargs(
        id=id,
body=body,
idempotency_key=idempotency_key,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    body: PayoutHash | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,

) -> Error | PayoutWithdrawal | None:
    """ Cancels a withdrawal that is `created`.

     The amount returns to the balance. Once the provider has been told about the withdrawal, it can no
    longer be
    cancelled and the request returns 409.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (PayoutHash | Unset): The payout hash, unless the `X-Payout-Hash` header has it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | PayoutWithdrawal
     """


    return sync_detailed(
        id=id,
client=client,
body=body,
idempotency_key=idempotency_key,

    ).parsed

async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: PayoutHash | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,

) -> Response[Error | PayoutWithdrawal]:
    """ Cancels a withdrawal that is `created`.

     The amount returns to the balance. Once the provider has been told about the withdrawal, it can no
    longer be
    cancelled and the request returns 409.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (PayoutHash | Unset): The payout hash, unless the `X-Payout-Hash` header has it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | PayoutWithdrawal]
     """


    kwargs = _get_kwargs(
        id=id,
body=body,
idempotency_key=idempotency_key,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: PayoutHash | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,

) -> Error | PayoutWithdrawal | None:
    """ Cancels a withdrawal that is `created`.

     The amount returns to the balance. Once the provider has been told about the withdrawal, it can no
    longer be
    cancelled and the request returns 409.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (PayoutHash | Unset): The payout hash, unless the `X-Payout-Hash` header has it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | PayoutWithdrawal
     """


    return (await asyncio_detailed(
        id=id,
client=client,
body=body,
idempotency_key=idempotency_key,

    )).parsed
