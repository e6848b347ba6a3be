from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.batch import Batch
from ...models.batch_dry_run import BatchDryRun
from ...models.batch_mode import BatchMode
from ...models.batch_mode import check_batch_mode
from ...models.new_batch import NewBatch
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast
import datetime



def _get_kwargs(
    *,
    body: NewBatch,
    mode: BatchMode | Unset = UNSET,
    dry_run: bool | Unset = UNSET,
    max_per_second: int | Unset = UNSET,
    max_cents_per_second: int | Unset = UNSET,
    scheduled_at: datetime.datetime | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key



    

    params: dict[str, Any] = {}

    json_mode: str | Unset = UNSET
    if not isinstance(mode, Unset):
        json_mode = mode

    params["mode"] = json_mode

    params["dry_run"] = dry_run

    params["max_per_second"] = max_per_second

    params["max_cents_per_second"] = max_cents_per_second

    json_scheduled_at: str | Unset = UNSET
    if not isinstance(scheduled_at, Unset):
        json_scheduled_at = scheduled_at.isoformat()
    params["scheduled_at"] = json_scheduled_at


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/batches",
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Batch | BatchDryRun | Problem | None:
    if response.status_code == 200:
        response_200 = BatchDryRun.from_dict(response.json())



        return response_200

    if response.status_code == 202:
        response_202 = Batch.from_dict(response.json())



        return response_202

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())



        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())



        return response_403

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Batch | BatchDryRun | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewBatch,
    mode: BatchMode | Unset = UNSET,
    dry_run: bool | Unset = UNSET,
    max_per_second: int | Unset = UNSET,
    max_cents_per_second: int | Unset = UNSET,
    scheduled_at: datetime.datetime | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,

) -> Response[Batch | BatchDryRun | Problem]:
    """ Accepts a batch of payments, as a whole or not at all.

     The body is `{"items": [{"email", "amount", "reference"?, "metadata"?}]}` with up to 10 000 items,
    or a stream of up
    to 1 000 000 items as NDJSON, or as CSV with a header row. It may be compressed with gzip. Under one
    `Idempotency-Key` a batch is accepted once. The query says how to pay the batch: all of it or what
    the balance
    covers, how fast, when, or only as a trial (`dry_run=true`).

    Args:
        mode (BatchMode | Unset):
        dry_run (bool | Unset):
        max_per_second (int | Unset):
        max_cents_per_second (int | Unset):
        scheduled_at (datetime.datetime | Unset):
        idempotency_key (str | Unset):
        body (NewBatch): A batch as JSON.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Batch | BatchDryRun | Problem]
     """


    kwargs = _get_kwargs(
        body=body,
mode=mode,
dry_run=dry_run,
max_per_second=max_per_second,
max_cents_per_second=max_cents_per_second,
scheduled_at=scheduled_at,
idempotency_key=idempotency_key,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient,
    body: NewBatch,
    mode: BatchMode | Unset = UNSET,
    dry_run: bool | Unset = UNSET,
    max_per_second: int | Unset = UNSET,
    max_cents_per_second: int | Unset = UNSET,
    scheduled_at: datetime.datetime | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,

) -> Batch | BatchDryRun | Problem | None:
    """ Accepts a batch of payments, as a whole or not at all.

     The body is `{"items": [{"email", "amount", "reference"?, "metadata"?}]}` with up to 10 000 items,
    or a stream of up
    to 1 000 000 items as NDJSON, or as CSV with a header row. It may be compressed with gzip. Under one
    `Idempotency-Key` a batch is accepted once. The query says how to pay the batch: all of it or what
    the balance
    covers, how fast, when, or only as a trial (`dry_run=true`).

    Args:
        mode (BatchMode | Unset):
        dry_run (bool | Unset):
        max_per_second (int | Unset):
        max_cents_per_second (int | Unset):
        scheduled_at (datetime.datetime | Unset):
        idempotency_key (str | Unset):
        body (NewBatch): A batch as JSON.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Batch | BatchDryRun | Problem
     """


    return sync_detailed(
        client=client,
body=body,
mode=mode,
dry_run=dry_run,
max_per_second=max_per_second,
max_cents_per_second=max_cents_per_second,
scheduled_at=scheduled_at,
idempotency_key=idempotency_key,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewBatch,
    mode: BatchMode | Unset = UNSET,
    dry_run: bool | Unset = UNSET,
    max_per_second: int | Unset = UNSET,
    max_cents_per_second: int | Unset = UNSET,
    scheduled_at: datetime.datetime | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,

) -> Response[Batch | BatchDryRun | Problem]:
    """ Accepts a batch of payments, as a whole or not at all.

     The body is `{"items": [{"email", "amount", "reference"?, "metadata"?}]}` with up to 10 000 items,
    or a stream of up
    to 1 000 000 items as NDJSON, or as CSV with a header row. It may be compressed with gzip. Under one
    `Idempotency-Key` a batch is accepted once. The query says how to pay the batch: all of it or what
    the balance
    covers, how fast, when, or only as a trial (`dry_run=true`).

    Args:
        mode (BatchMode | Unset):
        dry_run (bool | Unset):
        max_per_second (int | Unset):
        max_cents_per_second (int | Unset):
        scheduled_at (datetime.datetime | Unset):
        idempotency_key (str | Unset):
        body (NewBatch): A batch as JSON.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Batch | BatchDryRun | Problem]
     """


    kwargs = _get_kwargs(
        body=body,
mode=mode,
dry_run=dry_run,
max_per_second=max_per_second,
max_cents_per_second=max_cents_per_second,
scheduled_at=scheduled_at,
idempotency_key=idempotency_key,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewBatch,
    mode: BatchMode | Unset = UNSET,
    dry_run: bool | Unset = UNSET,
    max_per_second: int | Unset = UNSET,
    max_cents_per_second: int | Unset = UNSET,
    scheduled_at: datetime.datetime | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,

) -> Batch | BatchDryRun | Problem | None:
    """ Accepts a batch of payments, as a whole or not at all.

     The body is `{"items": [{"email", "amount", "reference"?, "metadata"?}]}` with up to 10 000 items,
    or a stream of up
    to 1 000 000 items as NDJSON, or as CSV with a header row. It may be compressed with gzip. Under one
    `Idempotency-Key` a batch is accepted once. The query says how to pay the batch: all of it or what
    the balance
    covers, how fast, when, or only as a trial (`dry_run=true`).

    Args:
        mode (BatchMode | Unset):
        dry_run (bool | Unset):
        max_per_second (int | Unset):
        max_cents_per_second (int | Unset):
        scheduled_at (datetime.datetime | Unset):
        idempotency_key (str | Unset):
        body (NewBatch): A batch as JSON.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Batch | BatchDryRun | Problem
     """


    return (await asyncio_detailed(
        client=client,
body=body,
mode=mode,
dry_run=dry_run,
max_per_second=max_per_second,
max_cents_per_second=max_cents_per_second,
scheduled_at=scheduled_at,
idempotency_key=idempotency_key,

    )).parsed
