"""The client against a server of faults: what it gives, what it refuses, what it asks."""

import asyncio
import dataclasses
import datetime
import ipaddress
import socket
import ssl

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fault_server import feed, redirect

from transforms.http import Client, Courtesy, FetchError, HttpOptions


def fetch(url, options, *, rest=0.0, headers=None, courtesy=None, **ports):
    async def ask():
        async with (
            Client(options, courtesy or Courtesy(8), **ports) as client,
            client.get(url, max_bytes=options.max_feed_bytes, rest=rest, headers=headers) as answer,
        ):
            return answer

    return asyncio.run(ask())


@pytest.mark.parametrize(
    "name",
    [
        "good",
        "no-length",
        "headers-300",
        "header-50k",
        "header-latin1",
        "gzip",
        "gzip-by-old-name",
        "gzip-with-garbage-after",
        "gzip-in-two-members",
        "gzip-said-plain-sent",
        "gzip-sent-unsaid",
        "gzip-twice",
        "deflate",
        "deflate-bare",
        "brotli",
        "zstd",
        "no-type",
        "redirect",
        "redirect-relative",
        "redirect-ten",
    ],
)
def test_a_document_comes_out_whole_however_it_was_packed(server, options, name):
    answer = fetch(server.url(name), options)
    assert (answer.status, answer.body) == (200, feed())


@pytest.mark.parametrize(
    ("name", "reason", "retry"),
    [
        ("stall-before-headers", "timeout", True),
        ("stall-mid-headers", "timeout", True),
        ("stall-mid-body", "timeout", True),
        ("drip", "timeout", True),
        ("close-before-headers", "disconnected", True),
        ("close-mid-headers", "disconnected", True),
        ("not-http", "bad-http", False),
        ("headers-3000", "bad-http", False),
        ("header-200k", "bad-http", False),
        ("length-twice", "bad-http", False),
        ("length-too-long", "truncated", True),
        ("chunks-cut", "truncated", True),
        ("chunk-size-nonsense", "bad-http", False),
        ("gzip-truncated", "truncated", True),
        ("zstd-truncated", "truncated", True),
        ("gzip-corrupt", "bad-encoding", False),
        ("gzip-thrice", "bad-encoding", False),
        ("encoding-unknown", "bad-encoding", False),
        ("gzip-bomb", "compression-bomb", False),
        ("too-large", "too-large", False),
        ("endless", "too-large", False),
        ("redirect-to-itself", "redirect-loop", False),
        ("redirect-loop", "redirect-loop", False),
        ("redirect-chain", "too-many-redirects", False),
        ("redirect-to-file", "refused-scheme", False),
        ("redirect-to-ftp", "refused-scheme", False),
        ("redirect-to-nonsense", "bad-url", False),
    ],
)
def test_a_fault_has_one_reason(server, options, name, reason, retry):
    with pytest.raises(FetchError) as caught:
        fetch(server.url(name), options)
    assert (caught.value.reason, caught.value.retry) == (reason, retry)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/feed", "file:///etc/passwd", "gopher://127.0.0.1/", "javascript:alert(1)", "/feed"])
def test_nothing_but_http_is_asked(options, url):
    with pytest.raises(FetchError, match="refused-scheme"):
        fetch(url, options)


@pytest.mark.parametrize("url", ["http://", "http://[::1/feed", "http://127.0.0.1:99999/", "http://127.0.0.1/" + "x" * 3000])
def test_what_is_no_url_is_said_to_be_none(options, url):
    with pytest.raises(FetchError, match="bad-url"):
        fetch(url, options)


def test_a_closed_port_is_a_connect_error_that_may_pass(options):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchError) as caught:
        fetch(f"http://127.0.0.1:{port}/", options)
    assert (caught.value.reason, caught.value.retry) == ("connect", True)


def test_a_server_that_speaks_no_tls_is_a_tls_error(server, options):
    with pytest.raises(FetchError) as caught:
        fetch(server.url("good").replace("http:", "https:"), options)
    assert (caught.value.reason, caught.value.retry) == ("tls", False)


def test_a_certificate_that_nobody_vouches_for_is_a_tls_error_and_nothing_is_said_to_its_server(options, tmp_path):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(self_signed(tmp_path / "server.pem"))
    heard = []

    async def answer(reader, writer):
        heard.append(await reader.read(1))

    async def ask():
        async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context) as server, Client(options, Courtesy(8)) as client:
            port = server.sockets[0].getsockname()[1]
            async with client.get(f"https://127.0.0.1:{port}/feed", max_bytes=1_000, rest=0.0):
                pass

    with pytest.raises(FetchError) as caught:
        asyncio.run(ask())
    assert (caught.value.reason, caught.value.retry, heard) == ("tls", False, [])


def self_signed(path):
    """A certificate for 127.0.0.1 and its key, as one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    day = datetime.timedelta(days=1)
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
    certificate = builder.not_valid_before(now - day).not_valid_after(now + day).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + certificate.public_bytes(pem))
    return path


class Names(aiohttp.abc.AbstractResolver):
    """DNS from a table; a name has one answer after the other."""

    def __init__(self, **answers):
        self.answers = {name.replace("_", "."): list(addresses) for name, addresses in answers.items()}

    async def resolve(self, host, port=0, family=socket.AF_INET):
        if not self.answers.get(host):
            raise OSError(f"no such name: {host}")
        addresses = self.answers[host].pop(0)
        return [
            {"hostname": host, "host": address, "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0} for address in addresses
        ]

    async def close(self):
        pass


def test_a_name_that_does_not_resolve_is_a_dns_error_that_may_pass(options):
    with pytest.raises(FetchError) as caught:
        fetch("http://www.example.org/", options, resolver=Names())
    assert (caught.value.reason, caught.value.retry) == ("dns", True)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/good",
        "http://localhost:{port}/good",
        "http://[::1]:{port}/good",
        "http://[::ffff:127.0.0.1]:{port}/good",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://0.0.0.0:{port}/good",
        "http://www.example.org:{port}/good",
        "http://two.example.org:{port}/good",
    ],
)
def test_a_private_address_is_refused_whatever_names_it(server, options, url):
    strict = dataclasses.replace(options, allow_private_hosts=False)
    names = Names(www_example_org=[["127.0.0.1"]], two_example_org=[["127.0.0.1", "10.0.0.1"]], localhost=[["127.0.0.1"]])
    with pytest.raises(FetchError) as caught:
        fetch(url.format(port=server.ports[0]), strict, resolver=names)
    assert (caught.value.reason, caught.value.retry) == ("refused-address", False)
    assert server.seen == []


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.1", "017700000001"])
def test_an_address_in_disguise_is_refused(server, options, host):
    strict = dataclasses.replace(options, allow_private_hosts=False)
    with pytest.raises(FetchError) as caught:
        fetch(f"http://{host}:{server.ports[0]}/good", strict, resolver=Names())
    assert caught.value.reason in {"refused-address", "bad-url", "dns"}
    assert server.seen == []


def test_a_name_that_changes_its_address_between_two_hops_is_checked_at_both(server, options):
    strict = dataclasses.replace(options, allow_private_hosts=False)
    port = server.ports[0]
    names = Names(good_example_org=[["127.0.0.1"]], evil_example_net=[["127.0.0.2"]])
    redirect("redirect-to-evil", f"http://evil.example.net:{port}/good")
    with pytest.raises(FetchError) as caught:
        fetch(f"http://good.example.org:{port}/redirect-to-evil", strict, resolver=names, allows=lambda address: address == "127.0.0.1")
    assert caught.value.reason == "refused-address"
    assert server.paths() == ["/redirect-to-evil"]


def test_the_name_and_what_can_be_unpacked_go_with_every_request(server, options):
    fetch(
        server.url("redirect"), dataclasses.replace(options, user_agent="Dateline/9 (+mailto:desk@example.org)"), headers={"Accept": "a/b"}
    )
    assert [(seen.path, seen.headers["user-agent"], seen.headers["accept"], seen.headers["accept-encoding"]) for seen in server.seen] == [
        ("/redirect", "Dateline/9 (+mailto:desk@example.org)", "a/b", "gzip, deflate, br, zstd"),
        ("/good", "Dateline/9 (+mailto:desk@example.org)", "a/b", "gzip, deflate, br, zstd"),
    ]


def test_no_cookie_comes_back(server, options):
    async def ask_twice():
        async with Client(options, Courtesy(8)) as client:
            for _ in range(2):
                async with client.get(server.url("cookie"), max_bytes=10_000, rest=0.0):
                    pass

    asyncio.run(ask_twice())
    assert ["cookie" in seen.headers for seen in server.seen] == [False, False]


def test_an_answer_tells_its_way_and_its_last_address(server, options):
    answer = fetch(server.url("redirect-relative"), options, clock=lambda: 1234)
    assert (answer.url, answer.hops, answer.sent_at) == (server.url("good?x=1"), ((307, server.url("good?x=1")),), 1234)


def test_an_error_page_is_kept_to_see_why(server, options):
    answer = fetch(server.url("status-503"), options)
    assert (answer.status, answer.body) == (503, b"<p>No.</p>")


def test_a_redirect_without_a_target_is_an_answer_like_any_other(server, options):
    assert fetch(server.url("redirect-nowhere"), options).status == 302


def test_headers_of_the_users_own_go_to_the_first_origin_and_nowhere_else(server, options):
    redirect("to-a-path", "/good", 301)
    redirect("to-another-port", server.url("good").replace("127.0.0.1", "localhost"), 302)

    async def ask(name):
        async with (
            Client(options, Courtesy(8)) as client,
            client.get(server.url(name), max_bytes=10_000, rest=0.0, private_headers={"Authorization": "Bearer 1"}),
        ):
            pass

    asyncio.run(ask("to-a-path"))
    asyncio.run(ask("to-another-port"))
    sent = [(seen.path, seen.headers.get("authorization")) for seen in server.seen]
    assert sent == [("/to-a-path", "Bearer 1"), ("/good", "Bearer 1"), ("/to-another-port", "Bearer 1"), ("/good", None)]


def test_the_default_options_name_the_project_and_no_contact_that_is_not_there():
    assert HttpOptions().user_agent == "Dateline/0.1.0 (news feed reader; its user left no contact: see --user-agent)"
    assert HttpOptions().robots_name == "Dateline"
