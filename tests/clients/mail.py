"""Invitations through a real SMTP server with TLS and AUTH: by `smtps`, and by STARTTLS after a worker with a wrong password.

Usage: mail.py STACK SECRETS PROGRAMS   (needs requests and aiosmtpd)
    STACK is the line of `payout dev --json`, SECRETS its secrets.json, PROGRAMS the folder of payout and payout-worker.
"""

import email
import email.policy
import json
import logging
import os
import pathlib
import queue
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import warnings

import requests
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

USER, PASSWORD = "payouts", "p@ss/word"
ENCODED = "p%40ss%2Fword"
BUSINESS = "Müller & Söhne"

arrived = queue.Queue()
# aiosmtpd warns of a server that asks for a password without STARTTLS. This one has TLS from the first byte.
warnings.filterwarnings("ignore", module="aiosmtpd")
logging.getLogger("mail.log").setLevel(logging.ERROR)


class Handler:
    async def handle_DATA(self, server, session, envelope):
        arrived.put(envelope)
        return "250 taken"


def authenticate(_server, _session, _envelope, _mechanism, given):
    # `handled=False`, or the server would not send its own reply to a wrong password.
    return AuthResult(success=(given.login, given.password) == (USER.encode(), PASSWORD.encode()), handled=False)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def certificate(folder):
    """Creates a certificate authority and a certificate of this address. Returns the authority's file and the TLS context."""
    names = {name: str(folder / name) for name in ["ca.key", "ca.pem", "key", "csr", "pem", "extensions"]}
    new = ["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    (folder / "extensions").write_text("subjectAltName=IP:127.0.0.1\n", encoding="utf-8")
    for command in [
        [*new, "-x509", "-keyout", names["ca.key"], "-out", names["ca.pem"], "-subj", "/CN=test authority"],
        [*new, "-keyout", names["key"], "-out", names["csr"], "-subj", "/CN=127.0.0.1"],
        ["openssl", "x509", "-req", "-in", names["csr"], "-CA", names["ca.pem"], "-CAkey", names["ca.key"], "-CAcreateserial",
         "-extfile", names["extensions"], "-out", names["pem"]],
    ]:
        subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(names["pem"], names["key"])
    return names["ca.pem"], context


def start_worker(url, authority):
    environment = settings | {"PAYOUT_SMTP_URL": url, "SSL_CERT_FILE": authority, "PAYOUT_OPS_LISTEN": "127.0.0.1:0", "RUST_LOG": "warn"}
    return subprocess.Popen([f"{programs}/payout-worker"], env=environment, stderr=subprocess.PIPE, text=True)


def stop(process):
    process.terminate()
    process.communicate(timeout=20)


def expect_failure(process, why):
    """Returns the line in which a worker logs why it has not sent a mail."""
    line = next(line for line in process.stderr if "was not mailed" in line)
    assert why in line, line
    stop(process)
    return line


def payout(*arguments):
    ran = subprocess.run([f"{programs}/payout", *arguments, "--json"], env=settings, check=True, capture_output=True, text=True)
    return json.loads(ran.stdout)


def invite(address):
    done = payout("member", "invite", business, address, "--role", "owner")
    assert done["mailed"], done
    return done["link"]


def expect_mail(address, link):
    """Returns the mail of an invitation. It has the link, which opens a page."""
    envelope = arrived.get(timeout=30)
    mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert envelope.mail_from == "payouts@pay.example" and envelope.rcpt_tos == [address], vars(envelope)
    assert (mail["From"], mail["To"]) == ("Pay & Co <payouts@pay.example>", address), mail.as_string()
    assert mail["Subject"] == f"{BUSINESS} invites you", mail["Subject"]
    text = mail.get_content()
    assert f"{BUSINESS} invites you to act for it" in text and re.findall(r"http\S+", text) == [link], text
    page = requests.get(link, timeout=10)
    assert page.status_code == 200 and address in page.text, page.text
    return mail


stack, secrets_file, programs = json.loads(sys.argv[1]), sys.argv[2], sys.argv[3]
secrets = json.loads(pathlib.Path(secrets_file).read_text(encoding="utf-8"))
settings = os.environ | {
    "DATABASE_URL": stack["database_url"],
    "PAYOUT_HASH_SECRET": secrets["hash_secret"],
    "PAYOUT_WEBHOOK_SECRET": secrets["webhook_secret"],
    "PAYOUT_WEBHOOKS_ALLOW_PRIVATE": "true",
    "PAYOUT_MAIL_FROM": "Pay & Co <payouts@pay.example>",
    "PAYOUT_PUBLIC_URL": stack["api_url"],
}
business = payout("business", "create", BUSINESS)["id"]
with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as elsewhere:
    authority, context = certificate(pathlib.Path(folder))
    stranger, _ = certificate(pathlib.Path(elsewhere))
    common = {"hostname": "127.0.0.1", "authenticator": authenticate, "auth_required": True}
    # With TLS from the first byte, the server itself does not know that the session is encrypted.
    at_once = Controller(Handler(), port=free_port(), ssl_context=context, auth_require_tls=False, **common)
    upgraded = Controller(Handler(), port=free_port(), tls_context=context, require_starttls=True, **common)
    for server in [at_once, upgraded]:
        server.start()
    try:
        link = invite("ben@merchant.example")
        expect_failure(start_worker(f"smtps://{USER}:{ENCODED}@127.0.0.1:{at_once.port}", stranger), "not_secure")
        process = start_worker(f"smtps://{USER}:{ENCODED}@127.0.0.1:{at_once.port}", authority)
        mail = expect_mail("ben@merchant.example", link)
        assert mail["Message-ID"].endswith("@pay.example>") and mail["Auto-Submitted"] == "auto-generated", mail.as_string()
        stop(process)

        link = invite("carla@merchant.example")
        line = expect_failure(start_worker(f"smtp://{USER}:wrong@127.0.0.1:{upgraded.port}?tls=required", authority), "not_signed_in")
        assert "535" in line and "wrong" not in line and "carla" not in line, line
        process = start_worker(f"smtp://{USER}:{ENCODED}@127.0.0.1:{upgraded.port}?tls=required", authority)
        expect_mail("carla@merchant.example", link)
        stop(process)
        assert arrived.empty()
    finally:
        for server in [at_once, upgraded]:
            server.stop()
print("invitations are mailed by TLS and by STARTTLS")
