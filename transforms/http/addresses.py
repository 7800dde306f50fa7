"""No way in: a socket is opened only to an address of the public Internet, whatever name, redirect or rebinding led to it."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

# NAT64 (RFC 6052, RFC 8215): the last 32 bits are an IPv4 address.
_EMBEDS_IPV4 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


class RefusedAddress(OSError):  # noqa: N818 - it tells of the address
    """An address that we do not connect to."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet: not loopback, private, link-local, CGNAT, multicast, reserved or unspecified.

    An IPv6 address that carries an IPv4 one (mapped, 6to4, Teredo, NAT64) is as public as that one. What is no address is not public.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and any(ip in network for network in _EMBEDS_IPV4):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or getattr(ip, "is_site_local", False))


def socket_guard(allows: Callable[[str], bool]) -> Callable[[tuple[Any, ...]], socket.socket]:
    """Makes the sockets of aiohttp's connector, just before it connects: after DNS, so that no answer can change in between.

    They are refused (RefusedAddress) to addresses that `allows` does not allow. The words are the same for every address, which
    lets the cause survive when a name has several.
    """

    def guarded_socket(address: tuple[Any, ...]) -> socket.socket:
        family, kind, proto, _, endpoint = address
        if not allows(str(endpoint[0])):
            raise RefusedAddress("the address is not public")
        return socket.socket(family=family, type=kind, proto=proto)

    return guarded_socket
