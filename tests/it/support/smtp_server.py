"""A mail server for tests/it/mail.rs, on aiosmtpd (PyPI).

Prints `ready PORT`, then one line of JSON for each letter taken. The recipient's name says what goes wrong:
refused, busy, relay: answer to RCPT; rejected, full: answer to the letter; cut: hangs up in the midst of a letter; bye: after one.
"""

import argparse
import asyncio
import email
import email.policy
import json
import ssl

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

connections = 0


class Server(SMTP):
    number = None

    def connection_made(self, transport):
        global connections
        if self.number is None:  # called again when TLS has started
            connections += 1
            self.number = connections
        super().connection_made(transport)

    async def smtp_DATA(self, arg):
        if any(to.startswith("cut@") for to in self.envelope.rcpt_tos):
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)
        if any(to.startswith("bye@") for to in getattr(self, "last", [])):
            self.transport.close()


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.7.1 sender not yours"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session: Session, envelope: Envelope, address, options):
        answers = {
            "refused": f"550 5.1.1 <{address}> no such person",
            "relay": "554 5.7.1 Relay access denied",
            "busy": "451 4.2.1 try again",
        }
        if answer := answers.get(address.split("@")[0]):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session: Session, envelope: Envelope):
        server.last = list(envelope.rcpt_tos)
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "rejected":
            return "554 5.6.0 not wanted"
        if name == "full":
            return "452 4.3.1 disk full"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = {part.get_content_type(): part.get_content().replace("\r\n", "\n") for part in message.walk() if not part.is_multipart()}
        letter = {
            "connection": server.number,
            "tls": session.ssl is not None or server.implicit,
            "user": session.auth_data and session.auth_data.decode(),
            "hello": session.host_name,
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": {name: str(value) for name, value in message.items()},
            "defects": [str(defect) for defect in message.defects],
            "text": parts.get("text/plain"),
            "html": parts.get("text/html"),
        }
        print(json.dumps(letter), flush=True)
        return "250 taken"


def authenticator(user, password):
    def check(server, session, envelope, mechanism, data):
        right = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False, auth_data=data.login)

    return check


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--security", choices=["none", "starttls", "tls"], default="none")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--user")
    parser.add_argument("--password", default="")
    options = parser.parse_args()
    context = None
    if options.security != "none":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.certificate, options.key)
    settings = {"hostname": "localhost", "enable_SMTPUTF8": False, "timeout": 60}
    if options.user:
        settings |= {
            "authenticator": authenticator(options.user, options.password),
            "auth_required": True,
            "auth_require_tls": options.security == "starttls",
        }
    if options.security == "starttls":
        settings |= {"tls_context": context, "require_starttls": True}

    def make():
        server = Server(Handler(), **settings)
        server.implicit = options.security == "tls"
        return server

    loop = asyncio.get_running_loop()
    implicit = context if options.security == "tls" else None
    listener = await loop.create_server(make, "127.0.0.1", 0, ssl=implicit)
    print("ready", listener.sockets[0].getsockname()[1], flush=True)
    await listener.serve_forever()


asyncio.run(main())
