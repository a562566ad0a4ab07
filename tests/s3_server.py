"""A store of objects that speaks S3: moto's server, a process of its own, as the user's settings would name it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import fsspec
import httpx
import pytest
from fixtures_push import free_port
from killing import PATIENCE, until

BUCKET = "news"


def _answers(address: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(address).is_success
    return False


@contextlib.contextmanager
def s3(folder: Path) -> Iterator[None]:
    """A bucket, empty; and in the environment what leads to it, for this process and those it starts."""
    address = f"http://127.0.0.1:{free_port()}"
    with pytest.MonkeyPatch.context() as settings, (folder / "log").open("wb") as log:
        for name, value in {
            "AWS_ENDPOINT_URL": address,
            "AWS_ACCESS_KEY_ID": "id",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }.items():
            settings.setenv(name, value)
        command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", address.rpartition(":")[2]]
        started = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=dict(os.environ))
        try:
            until(lambda: _answers(address), "the S3 server")
            fsspec.filesystem("s3").mkdir(BUCKET)
            yield
        finally:
            fsspec.filesystem("s3").clear_instance_cache()
            started.kill()
            started.wait(PATIENCE)
