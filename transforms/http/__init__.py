"""The polite client: how Dateline asks the network for anything, and what it never does."""

from transforms.http.addresses import is_public as is_public
from transforms.http.background import stream as stream
from transforms.http.bodies import decode_body as decode_body
from transforms.http.client import Client as Client
from transforms.http.client import Response as Response
from transforms.http.courtesy import Courtesy as Courtesy
from transforms.http.courtesy import host_key as host_key
from transforms.http.errors import FetchError as FetchError
from transforms.http.errors import status_error as status_error
from transforms.http.options import HttpOptions as HttpOptions
from transforms.http.retry_after import retry_after as retry_after
from transforms.http.robots import Robots as Robots
from transforms.http.sharding import host_shard as host_shard
