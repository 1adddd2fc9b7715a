"""QGIS's proxy and its own certificate authorities, as variables that pip, uv and Python's urllib understand."""

from __future__ import annotations

import os
import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from qgis.core import QgsApplication, QgsNetworkAccessManager
from qgis.PyQt.QtNetwork import QNetworkProxy

#: where systems keep the authorities that they trust
_SYSTEM_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
_BUNDLE_VARIABLES = ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
_HIDDEN = "***"


@dataclass(frozen=True)
class Network:
    """Variables of a child's environment, and the words in them that must not be shown."""

    variables: dict[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()

    def hide(self, text: str) -> str:
        """The text without passwords: QGIS's own, and any that an address names."""
        for secret in self.secrets:
            text = text.replace(secret, _HIDDEN)
        return re.sub(r"(://[^/@:\s]*):[^/@\s]+@", rf"\1:{_HIDDEN}@", text)


def qgis_network(folder: Path) -> Network:
    """What QGIS is told about the network. ``folder`` takes a file of certificates where QGIS has any of the user's."""
    manager = QgsNetworkAccessManager.instance()
    network = proxy_network(manager.fallbackProxy(), manager.noProxyList())
    return Network({**network.variables, **_authorities(folder)}, network.secrets)


def proxy_network(proxy: QNetworkProxy, exceptions: list[str]) -> Network:
    """The variables for a proxy; none where QGIS leaves it to the system, which pip and uv ask themselves.

    ``exceptions``: beginnings of addresses that go without the proxy.
    """
    kinds = QNetworkProxy.ProxyType
    schemes = {kinds.HttpProxy: "http", kinds.HttpCachingProxy: "http", kinds.Socks5Proxy: "socks5h"}
    if proxy.type() not in schemes or not proxy.hostName():
        return Network()
    user, password = quote(proxy.user(), safe=""), quote(proxy.password(), safe="")
    login = (f"{user}:{password}@" if password else f"{user}@") if user else ""
    port = f":{proxy.port()}" if proxy.port() else ""
    address = f"{schemes[proxy.type()]}://{login}{proxy.hostName()}{port}"
    variables = {name: address for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")}
    hosts = [urlsplit(item if "//" in item else f"//{item}").hostname or "" for item in exceptions]
    without = ",".join(filter(None, [*hosts, os.environ.get("NO_PROXY", os.environ.get("no_proxy", ""))]))
    if without:
        variables["NO_PROXY"] = without
    # the lower-case names win over these where both are set
    variables.update({name.lower(): value for name, value in list(variables.items())})
    return Network(variables, tuple({secret for secret in (proxy.password(), password) if secret}))


def _authorities(folder: Path) -> dict[str, str]:
    """A file with the user's authorities beside the system's. Only where there are any: the tools' own do otherwise."""
    manager = QgsApplication.authManager()
    own = [*manager.databaseCAs(), *manager.extraFileCAs()]
    if not own:
        return {}
    refused = {bytes(certificate.toDer()) for certificate in manager.untrustedCaCerts()}
    texts = [bytes(certificate.toPem()) for certificate in own if bytes(certificate.toDer()) not in refused]
    bundle = folder / "authorities.pem"
    bundle.write_bytes(_system_authorities() + b"\n" + b"\n".join(texts))
    return {name: str(bundle) for name in _BUNDLE_VARIABLES}


def _system_authorities() -> bytes:
    named = [os.environ.get(name, "") for name in _BUNDLE_VARIABLES]
    for path in (*named, *_SYSTEM_BUNDLES):
        if path and Path(path).is_file():
            return Path(path).read_bytes()
    known = ssl.create_default_context().get_ca_certs(binary_form=True)  # Windows keeps them in no file
    return "\n".join(ssl.DER_cert_to_PEM_cert(certificate) for certificate in known).encode()
