"""The object stores that a lake may lie on: S3 and what speaks its language, and Google Cloud Storage."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any

from apache_beam.io.filesystems import FileSystems
from apache_beam.options.pipeline_options import PipelineOptions

from transforms.write_lake.objects import Objects, ObjectStorage
from transforms.write_lake.storage import LakeError

# HTTP answers that say no more than that the condition did not hold: changed, being changed, gone (RFC 9110 §15.5.13; S3 API, PutObject).
_CONDITION_FAILED = (412, 409, 404)


def object_storage(root: str) -> ObjectStorage:
    """The storage at a URL: s3://bucket/path or gs://bucket/path.

    Raises:
      LakeError: another scheme, no bucket, or the store's client is not installed.
    """
    scheme, _, rest = root.rstrip("/").partition("://")
    bucket, _, prefix = rest.partition("/")
    if scheme not in _STORES:
        raise LakeError(f"a lake lies on a local path, {', '.join(f'{known}://' for known in _STORES)}; not on {scheme}://")
    if not bucket:
        raise LakeError(f"{root} names no bucket")
    store, client, extra = _STORES[scheme]
    try:
        importlib.import_module(client)
    except ImportError as error:
        raise LakeError(f"a lake on {scheme}:// needs the client of that store: pip install 'dateline[{extra}]'") from error
    return ObjectStorage(root.rstrip("/"), store(bucket, f"{prefix}/" if prefix else ""))


class S3Objects:
    """A bucket of S3, or of a store with its API. Takes Beam's options (`--s3_endpoint_url`, …), else AWS's own environment."""

    def __init__(self, bucket: str, prefix: str) -> None:
        from apache_beam.io.aws.clients.s3 import boto3_client

        self._bucket = bucket
        self._prefix = prefix
        # The options of the pipeline that runs, where one does: also in its worker processes.
        self._client = boto3_client.Client(FileSystems._pipeline_options or PipelineOptions([])).client
        self._error: type[Exception] = self._client.exceptions.ClientError

    def list(self, prefix: str) -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix + prefix)
        for page in pages:
            for found in page.get("Contents", ()):
                yield found["Key"][len(self._prefix) :]

    def size(self, name: str) -> int | None:
        answer = self._unless((404,), lambda: self._client.head_object(**self._named(name)))
        return int(answer["ContentLength"]) if answer else None

    def range(self, name: str, start: int, stop: int) -> bytes:
        return bytes(self._client.get_object(**self._named(name), Range=f"bytes={start}-{stop - 1}")["Body"].read())

    def get(self, name: str) -> tuple[bytes, str] | None:
        answer = self._unless((404,), lambda: self._client.get_object(**self._named(name)))
        return (answer["Body"].read(), answer["ETag"]) if answer else None

    def put(self, name: str, content: bytes | memoryview) -> None:
        self._client.put_object(**self._named(name), Body=bytes(content))

    def put_if(self, name: str, content: bytes, token: str | None) -> str | None:
        condition = {"IfMatch": token} if token else {"IfNoneMatch": "*"}
        answer = self._unless(_CONDITION_FAILED, lambda: self._client.put_object(**self._named(name), Body=content, **condition))
        return answer["ETag"] if answer else None

    def _named(self, name: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + name}

    def _unless(self, statuses: tuple[int, ...], call: Callable[[], Any]) -> Any:
        """The answer; None for the statuses that are an answer too."""
        try:
            return call()
        except self._error as error:
            response: Any = getattr(error, "response", {})
            if response.get("ResponseMetadata", {}).get("HTTPStatusCode") in statuses:
                return None
            raise


class GcsObjects:
    """A bucket of Google Cloud Storage; credentials as Google's client finds them."""

    def __init__(self, bucket: str, prefix: str) -> None:
        exceptions = importlib.import_module("google.api_core.exceptions")
        self._absent, self._changed = exceptions.NotFound, exceptions.PreconditionFailed
        self._bucket = importlib.import_module("google.cloud.storage").Client().bucket(bucket)
        self._prefix = prefix

    def list(self, prefix: str) -> Iterator[str]:
        for blob in self._bucket.list_blobs(prefix=self._prefix + prefix):
            yield blob.name[len(self._prefix) :]

    def size(self, name: str) -> int | None:
        blob = self._bucket.get_blob(self._prefix + name)
        return int(blob.size) if blob else None

    def range(self, name: str, start: int, stop: int) -> bytes:
        return bytes(self._bucket.blob(self._prefix + name).download_as_bytes(start=start, end=stop - 1))

    def get(self, name: str) -> tuple[bytes, str] | None:
        blob = self._bucket.get_blob(self._prefix + name)
        if blob is None:
            return None
        try:
            return blob.download_as_bytes(if_generation_match=blob.generation), str(blob.generation)
        except (self._absent, self._changed):
            return self.get(name)

    def put(self, name: str, content: bytes | memoryview) -> None:
        self._bucket.blob(self._prefix + name).upload_from_string(bytes(content), content_type="application/octet-stream")

    def put_if(self, name: str, content: bytes, token: str | None) -> str | None:
        blob = self._bucket.blob(self._prefix + name)
        try:
            # Generation 0 is that of an object that is not there (Cloud Storage, request preconditions).
            blob.upload_from_string(content, content_type="application/json", if_generation_match=int(token or 0))
        except self._changed:
            return None
        return str(blob.generation)


# Scheme: the store, the module that it needs, and the extra that brings it.
_STORES: dict[str, tuple[Callable[[str, str], Objects], str, str]] = {
    "s3": (S3Objects, "boto3", "s3"),
    "gs": (GcsObjects, "google.cloud.storage", "gcs"),
}
