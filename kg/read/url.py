"""A page from the web, fetched as a guest of the user's network should: public addresses only.

A URL may come from a stranger (a list, a form, a model), so it must not reach what only this machine can: every hop's
host is resolved here, each of its addresses is checked, and the connection goes to the checked address itself, so
that a second answer of the resolver changes nothing. The certificate is still checked against the host's name.
Proxies of the environment are not used: they would resolve the name again.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from kg.errors import FetchError

if TYPE_CHECKING:
    import httpx

TIMEOUT = 30.0
"""Seconds for the whole fetch, every redirect included."""
MAX_BYTES = 10_000_000
"""The largest page taken, unpacked."""
MAX_REDIRECTS = 5
_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")  # RFC 3056: an IPv4 address in bits 16 to 48
_OK = 200
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page as it came: its bytes, its media type and encoding by the HTTP header, and its final address."""

    raw: bytes
    media_type: str
    charset: str | None
    url: str


def is_public(address: str) -> bool:
    """Whether an IP address (v4 or v6) is one of the public internet: not private, loopback, link-local, reserved,
    multicast or shared (IANA special-purpose registries, as `ipaddress` has them), nor a v6 form of such a v4 one."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _inner(ip)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a v6 address stands for: mapped, 6to4, NAT64 or Teredo."""
    if ip.ipv4_mapped:
        return ip.ipv4_mapped
    if ip.teredo:
        return ip.teredo[1]
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip in _SIX_TO_FOUR:
        return ipaddress.IPv4Address(int(ip) >> 80 & 0xFFFFFFFF)
    return None


def fetch(url: str, *, permit: Callable[[str], bool] = is_public) -> Fetched:
    """Fetch a page over http or https. `permit` says which IP addresses may be connected to.

    Raises FetchError where the address may not be fetched, or can't be.
    """
    import httpx

    deadline = time.monotonic() + TIMEOUT
    current = url
    with httpx.Client(trust_env=False, follow_redirects=False, headers={"User-Agent": "zhengtu"}) as client:
        for _ in range(MAX_REDIRECTS + 1):
            answer = _hop(client, current, permit, deadline)
            if isinstance(answer, Fetched):
                return answer
            current = answer
    raise _error(url, f"is redirected more than {MAX_REDIRECTS} times")


def _error(url: str, why: str) -> FetchError:
    return FetchError(f"{url} {why}; save the page as .html and read the file instead")


def _hop(client: httpx.Client, url: str, permit: Callable[[str], bool], deadline: float) -> Fetched | str:
    """One request: the page, or the address it redirects to."""
    import httpx

    host, port, addresses = _resolve(url, permit)
    failure: Exception | None = None
    for address in addresses:
        try:
            return _request(client, url, host, port, address, deadline)
        except httpx.ConnectError as error:
            failure = error  # the next address of the host may answer
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _error(url, f"can't be fetched ({error or type(error).__name__})") from error
    raise _error(url, f"can't be reached ({failure})") from failure


def _resolve(url: str, permit: Callable[[str], bool]) -> tuple[str, int, list[str]]:
    """The host, the port and the addresses of a URL, all of them permitted."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _error(url, f"is no address ({error})") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise _error(url, "is no http or https address")
    if parts.username or parts.password:
        raise _error(url, "carries a user name or password, which kg never sends")
    port = port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _error(url, f"has a host that can't be resolved ({error})") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    refused = [address for address in addresses if not permit(address)]
    if refused:
        raise _error(url, f"leads to {refused[0]}, which is no public internet address and may not be fetched")
    return host, port, addresses


def _request(client: httpx.Client, url: str, host: str, port: int, address: str, deadline: float) -> Fetched | str:
    """Ask `address` for `url` as `host`: TLS and the Host header use the name, the socket the checked address."""
    import httpx

    left = deadline - time.monotonic()
    if left <= 0:
        raise _error(url, f"takes over {TIMEOUT:.0f} s")
    target = httpx.URL(url)
    request = client.build_request(
        "GET",
        target.copy_with(host=address, port=port),
        headers={"Host": target.netloc.decode("ascii")},
        extensions={"sni_hostname": host, "timeout": httpx.Timeout(left).as_dict()},
    )
    response = client.send(request, stream=True)
    try:
        if response.status_code in _REDIRECTS and "location" in response.headers:
            return urljoin(url, response.headers["location"])
        if response.status_code != _OK:
            raise _error(url, f"answers {response.status_code} {response.reason_phrase}")
        media = response.headers.get("content-type", "text/html").partition(";")[0].strip().lower()
        if media not in _TYPES:
            raise _error(url, f"is {media}, neither a web page nor text")
        return Fetched(raw=_body(response, url, deadline), media_type=media, charset=response.charset_encoding, url=url)
    finally:
        response.close()


def _body(response: httpx.Response, url: str, deadline: float) -> bytes:
    """The body, unpacked, within the limits of size and time."""
    chunks, size = [], 0
    for chunk in response.iter_bytes(65536):
        size += len(chunk)
        if size > MAX_BYTES:
            raise _error(url, f"is larger than {MAX_BYTES:,} bytes")
        if time.monotonic() > deadline:
            raise _error(url, f"takes over {TIMEOUT:.0f} s")
        chunks.append(chunk)
    return b"".join(chunks)
