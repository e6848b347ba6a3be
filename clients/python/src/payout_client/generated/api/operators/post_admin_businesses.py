from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.created_business import CreatedBusiness
from ...models.new_business import NewBusiness
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    body: NewBusiness,
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
        "url": "/admin/businesses",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CreatedBusiness | Problem | None:
    if response.status_code == 201:
        response_201 = CreatedBusiness.from_dict(response.json())



        return response_201

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())



        return response_401

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[CreatedBusiness | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewBusiness,
    idempotency_key: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Response[CreatedBusiness | Problem]:
    """ Creates a business without money.

     A business is live or test permanently, and its keys show which (`sk_live_…`, `sk_test_…`). A test
    business never
    reaches a real provider. The response contains its first secret key.

    Args:
        idempotency_key (str | Unset):
        payout_cell (str | Unset):
        body (NewBusiness): A business to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedBusiness | Problem]
     """


    kwargs = _get_kwargs(
        body=body,
idempotency_key=idempotency_key,
payout_cell=payout_cell,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient,
    body: NewBusiness,
    idempotency_key: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> CreatedBusiness | Problem | None:
    """ Creates a business without money.

     A business is live or test permanently, and its keys show which (`sk_live_…`, `sk_test_…`). A test
    business never
    reaches a real provider. The response contains its first secret key.

    Args:
        idempotency_key (str | Unset):
        payout_cell (str | Unset):
        body (NewBusiness): A business to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedBusiness | Problem
     """


    return sync_detailed(
        client=client,
body=body,
idempotency_key=idempotency_key,
payout_cell=payout_cell,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewBusiness,
    idempotency_key: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Response[CreatedBusiness | Problem]:
    """ Creates a business without money.

     A business is live or test permanently, and its keys show which (`sk_live_…`, `sk_test_…`). A test
    business never
    reaches a real provider. The response contains its first secret key.

    Args:
        idempotency_key (str | Unset):
        payout_cell (str | Unset):
        body (NewBusiness): A business to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedBusiness | Problem]
     """


    kwargs = _get_kwargs(
        body=body,
idempotency_key=idempotency_key,
payout_cell=payout_cell,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewBusiness,
    idempotency_key: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> CreatedBusiness | Problem | None:
    """ Creates a business without money.

     A business is live or test permanently, and its keys show which (`sk_live_…`, `sk_test_…`). A test
    business never
    reaches a real provider. The response contains its first secret key.

    Args:
        idempotency_key (str | Unset):
        payout_cell (str | Unset):
        body (NewBusiness): A business to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedBusiness | Problem
     """


    return (await asyncio_detailed(
        client=client,
body=body,
idempotency_key=idempotency_key,
payout_cell=payout_cell,

    )).parsed
