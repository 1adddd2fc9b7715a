"""QGIS's proxy and certificates reach the tools that install, and its passwords reach no log."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest


@pytest.fixture
def network(profile):
    return importlib.import_module("rsmiss.ui.engine.network")


@pytest.fixture
def proxy(network):
    """``proxy(kind, …)``: a proxy as QGIS gives it."""
    made = importlib.import_module("qgis.PyQt.QtNetwork").QNetworkProxy
    return lambda kind, *values: made(getattr(made.ProxyType, kind), *values)


@pytest.mark.parametrize(
    ("kind", "values", "address"),
    [
        ("HttpProxy", ("proxy.example", 3128), "http://proxy.example:3128"),
        ("HttpCachingProxy", ("proxy.example", 3128), "http://proxy.example:3128"),
        ("Socks5Proxy", ("10.0.0.1", 1080), "socks5h://10.0.0.1:1080"),
        (
            "HttpProxy",
            ("proxy.example", 80, "DOM\\ann", "p@ss:w/d"),
            "http://DOM%5Cann:p%40ss%3Aw%2Fd@proxy.example:80",
        ),
        ("HttpProxy", ("proxy.example", 80, "ann"), "http://ann@proxy.example:80"),
    ],
)
def test_a_proxy_becomes_the_variables_that_pip_and_uv_read(network, proxy, kind, values, address):
    variables = network.proxy_network(proxy(kind, *values), []).variables
    assert {variables[name] for name in ("HTTP_PROXY", "HTTPS_PROXY", "https_proxy", "ALL_PROXY")} == {address}


@pytest.mark.parametrize("kind", ["NoProxy", "DefaultProxy"])
def test_where_qgis_names_none_the_system_decides(network, proxy, kind):
    assert network.proxy_network(proxy(kind), ["https://x.org"]).variables == {}


def test_addresses_without_proxy_are_named_by_their_host(network, proxy, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "localhost")
    exceptions = ["https://mirror.example/pypi", "intranet.example", "http://10.1.2.3:8080/"]
    variables = network.proxy_network(proxy("HttpProxy", "p", 1), exceptions).variables
    assert variables["NO_PROXY"] == variables["no_proxy"] == "mirror.example,intranet.example,10.1.2.3,localhost"


def test_passwords_are_hidden_in_every_spelling(network, proxy):
    made = network.proxy_network(proxy("HttpProxy", "proxy.example", 80, "ann", "p@ss:w/d"), [])
    said = made.hide("http://ann:p%40ss%3Aw%2Fd@proxy.example p@ss:w/d https://bob:mirror-word@index.example/simple")
    assert said == "http://ann:***@proxy.example *** https://bob:***@index.example/simple"


def test_a_log_without_secrets_stays_as_it_is(network):
    line = "Downloading https://files.example:443/a/b.whl (3 MB) at 12:30, mail ann@example.org"
    assert network.Network().hide(line) == line


def test_qgis_settings_are_what_counts(network, profile):
    core = importlib.import_module("qgis.core")
    values = {"proxyEnabled": True, "proxyType": "HttpProxy", "proxyHost": "proxy.example", "proxyPort": "3128"}
    settings = core.QgsSettings()
    for name, value in values.items():
        settings.setValue(f"proxy/{name}", value)
    manager = core.QgsNetworkAccessManager.instance()
    try:
        manager.setupDefaultProxyAndCache()
        assert network.qgis_network(profile).variables["HTTPS_PROXY"] == "http://proxy.example:3128"
    finally:
        for name in values:
            settings.remove(f"proxy/{name}")
        manager.setupDefaultProxyAndCache()
    assert "HTTPS_PROXY" not in network.qgis_network(profile).variables


# ---- certificates


@pytest.fixture
def authority(tmp_path):
    """An authority of the user's own, as a certificate of Qt's."""
    path = tmp_path / "ca.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Ours -keyout /dev/null -out"
    if subprocess.run([*command.split(), str(path)], capture_output=True).returncode != 0:
        pytest.skip("openssl is not installed")
    qt = importlib.import_module("qgis.PyQt.QtNetwork")
    (certificate,) = qt.QSslCertificate.fromPath(str(path))
    return certificate


def with_authorities(network, monkeypatch, own, refused=()):
    manager = SimpleNamespace(
        databaseCAs=lambda: list(own), extraFileCAs=lambda: [], untrustedCaCerts=lambda: list(refused)
    )
    monkeypatch.setattr(network.QgsApplication, "authManager", staticmethod(lambda: manager))


def test_an_authority_of_the_users_stands_beside_the_systems(network, authority, profile, monkeypatch):
    with_authorities(network, monkeypatch, [authority])
    variables = network.qgis_network(profile).variables
    assert variables["PIP_CERT"] == variables["SSL_CERT_FILE"] == variables["REQUESTS_CA_BUNDLE"]
    # Python itself reads the file, as pip does
    count = "import ssl, sys; print(len(ssl.create_default_context(cafile=sys.argv[1]).get_ca_certs()))"
    known = [sys.executable, "-c", count, variables["PIP_CERT"]]
    assert int(subprocess.run(known, capture_output=True, text=True, check=True).stdout) > 50
    assert bytes(authority.toPem()).strip() in Path(variables["PIP_CERT"]).read_bytes()


def test_an_authority_that_the_user_distrusts_is_left_out(network, authority, profile, monkeypatch):
    with_authorities(network, monkeypatch, [authority], [authority])
    bundle = Path(network.qgis_network(profile).variables["PIP_CERT"])
    assert bytes(authority.toPem()).strip() not in bundle.read_bytes()


def test_without_authorities_of_the_users_the_tools_use_their_own(network, profile, monkeypatch):
    with_authorities(network, monkeypatch, [])
    assert network.qgis_network(profile).variables == {}
