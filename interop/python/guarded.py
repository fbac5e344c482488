"""The official Python client at servers that ask who it is, and in trouble: with the servers of ../servers.

The cases run beside each other. One line per test: `ok NAME` or `FAIL NAME reason`.
"""

import asyncio
import json
import os
import re
import signal
import ssl
import sys

import nats
from nats.errors import AuthorizationError, NoRespondersError, SlowConsumerError

from suite import TEST, WAIT, Server, check

POLL = 0.02
AT_ONCE = 8
VIOLATION = "Authorization Violation"

served = {}


def config(name):
    return os.path.join(os.environ["MIDGE_SERVERS"], name + ".conf")


def certificate(name):
    return os.path.join(os.environ["MIDGE_CERTS"], name + ".pem")


async def serve(name):
    """One server for each file, started by the first case that wants it."""
    if name not in served:
        served[name] = asyncio.create_task(Server.start(config=config(name)))
    return await asyncio.shield(served[name])


class Client:
    """A connection, and what it reports by itself."""

    def __init__(self):
        self.errors = asyncio.Queue()
        self.gone, self.back, self.closed, self.duck = (asyncio.Event() for _ in range(4))

    @classmethod
    async def open(cls, server, **options):
        self = cls()

        def sets(event):
            async def callback():
                event.set()

            return callback

        options.setdefault("allow_reconnect", False)
        # A busy machine gets more time than the client gives.
        options.setdefault("connect_timeout", WAIT)
        self.nc = await nats.connect(
            options.pop("url", server.url),
            error_cb=self.errors.put,
            disconnected_cb=sets(self.gone),
            reconnected_cb=sets(self.back),
            closed_cb=sets(self.closed),
            lame_duck_mode_cb=sets(self.duck),
            **options,
        )
        return self

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        await self.nc.close()

    async def reports(self, text):
        error = await asyncio.wait_for(self.errors.get(), WAIT)
        check(text.lower() in str(error).lower(), f"expected {text}, got {error!r}")
        return error

    async def silent(self):
        await self.flush()
        check(self.errors.empty(), f"not expected: {self.errors}")

    async def flush(self):
        """A round trip behind everything that was sent. The client's flush is none: its PING overtakes what waits."""
        try:
            await self.nc.request("ok.settle", timeout=WAIT)
        except NoRespondersError:
            pass

    async def works(self, subject):
        sub = await self.nc.subscribe(subject)
        await self.nc.publish(subject, b"around")
        check((await sub.next_msg(WAIT)).data == b"around", "around")
        await sub.unsubscribe()


def opened(server, **options):
    """`async with opened(…)`: closed at its end."""

    class Opening:
        async def __aenter__(self):
            self.client = await Client.open(server, **options)
            return self.client

        async def __aexit__(self, *_):
            await self.client.nc.close()

    return Opening()


async def admitted(server, **options):
    async with opened(server, **options) as client:
        await client.works("py.admitted")


async def refused(server, **options):
    """nats-py says it in the words of the server, and by its own exception where it reads them as such."""
    try:
        client = await Client.open(server, **options)
    except AuthorizationError:
        return
    except nats.errors.Error as e:
        check(VIOLATION in str(e), f"expected {VIOLATION}, got {e!r}")
        return
    await client.nc.close()
    raise AssertionError("was let in")


class Raw:
    """A connection without a client."""

    @classmethod
    async def open(cls, server):
        self = cls()
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", int(server.port), limit=1 << 16)
        return self

    async def info(self):
        line = await asyncio.wait_for(self.reader.readline(), WAIT)
        return json.loads(line.removeprefix(b"INFO "))

    async def rest(self):
        """Everything until the server closes, in whatever way."""
        got = bytearray()
        try:
            while part := await asyncio.wait_for(self.reader.read(1 << 16), WAIT):
                got += part
        except ConnectionError:
            pass
        self.writer.close()
        return bytes(got)


async def token():
    server = await serve("token")
    await admitted(server, token="s3cr3t")
    await refused(server, token="S3cr3t")
    await refused(server, user="s3cr3t", password="")
    await refused(server)


async def token_of_which_the_server_has_the_hash():
    server = await serve("hashed-token")
    await admitted(server, token="hashed token")
    await refused(server, token="hashed_token")
    await refused(server, token="$2a$04$hL7IcbPFKQYQVgHWqFNVA.zKIYpH48H9hn5qWvKOl7NVTYc8qBAbC")


async def user_and_password():
    server = await serve("user")
    async with opened(server, user="alice", password="s3cr3t") as client:
        check(client.nc._server_info["auth_required"] is True, "INFO without auth_required")
        await client.works("py.user")


async def wrong_password():
    server = await serve("user")
    for password in ("", "S3cr3t", "s3cr3", "s3cr3t "):
        await refused(server, user="alice", password=password)
    await refused(server, user="bob", password="s3cr3t")
    await refused(server, token="s3cr3t")


async def without_credentials():
    await refused(await serve("user"))


async def user_in_the_url():
    server = await serve("user")
    await admitted(server, url=f"nats://alice:s3cr3t@127.0.0.1:{server.port}")
    await refused(server, url=f"nats://alice:secret@127.0.0.1:{server.port}")


async def bcrypt():
    server = await serve("users")
    await admitted(server, user="bob", password="open sesame")
    await refused(server, user="bob", password="open_sesame")
    await refused(server, user="bob", password="$2a$04$4rQHQw9uSJiuHNPUlAL7eeTCFOoIF1ScB7OPWo92gkMVfPTy.dApS")


async def users():
    server = await serve("users")
    await admitted(server, user="alice", password="s3cr3t")
    await refused(server, user="alice", password="open sesame")
    await refused(server, user="carol", password="s3cr3t")
    await refused(server)


async def no_auth_user():
    server = await serve("guest")
    async with opened(server) as client:
        await client.works("guest.a")
        await client.nc.publish("py.a")
        await client.reports('permissions violation for publish to "py.a"')
    await admitted(server, user="alice", password="s3cr3t")
    await refused(server, user="alice", password="wrong")
    await refused(server, user="guest", password="wrong")


async def what_a_refused_client_is_told():
    raw = await Raw.open(await serve("user"))
    check((await raw.info())["auth_required"] is True, "INFO without auth_required")
    raw.writer.write(b'CONNECT {"verbose":false,"user":"alice","pass":"wrong"}\r\nPING\r\n')
    rest = await raw.rest()
    check(rest == b"-ERR 'Authorization Violation'\r\n", rest)


async def permitted(user):
    return opened(await serve("permissions"), user=user, password="pw")


async def publish_denied():
    async with await permitted("admin") as admin, await permitted("limited") as limited:
        sub = await admin.nc.subscribe("*.secret")
        await admin.flush()
        for subject in ("no.secret", "ok.secret"):
            await limited.nc.publish(subject, b"kept")
            await limited.reports(f'permissions violation for publish to "{subject}"')
        await limited.works("ok.publish.denied")
        await limited.silent()
        await admin.flush()
        check(sub.pending_msgs == 0, "a message that was denied")


async def subscribe_denied():
    async with await permitted("admin") as admin, await permitted("limited") as limited:
        for subject in ("no.sub", "ok.s.hidden"):
            sub = await limited.nc.subscribe(subject)
            await limited.reports(f'permissions violation for subscription to "{subject}"')
            await admin.nc.publish(subject, b"kept")
            await admin.flush()
            await limited.flush()
            check(sub.pending_msgs == 0, f"a message of {subject}")
        sub = await limited.nc.subscribe("ok.s.*")
        await limited.flush()
        await admin.nc.publish("ok.s.hidden", b"kept")
        await admin.nc.publish("ok.s.open", b"given")
        check((await sub.next_msg(WAIT)).data == b"given", "given")
        await limited.silent()
        check(sub.pending_msgs == 0, "a message that was denied")


async def queue_permission():
    async with await permitted("admin") as admin, await permitted("worker") as worker:
        await worker.nc.subscribe("ok.work")
        await worker.reports('permissions violation for subscription to "ok.work"')
        await worker.nc.subscribe("ok.work", queue="others")
        await worker.reports('permissions violation for subscription to "ok.work" using queue "others"')
        sub = await worker.nc.subscribe("ok.work", queue="workers")
        await worker.silent()
        await admin.nc.publish("ok.work", b"job")
        check((await sub.next_msg(WAIT)).data == b"job", "job")
        await worker.silent()
        check(sub.pending_msgs == 0, "a message too many")


async def responses(user, subject, allowed):
    async with await permitted("admin") as admin, await permitted(user) as responder:

        async def answer(msg):
            for _ in range(allowed + 1):
                await msg.respond(b"re " + msg.data)

        await responder.nc.subscribe(subject, cb=answer)
        await responder.nc.publish("ok.not.a.reply")
        await responder.reports('permissions violation for publish to "ok.not.a.reply"')
        for _ in range(2):
            inbox = admin.nc.new_inbox()
            sub = await admin.nc.subscribe(inbox)
            await admin.nc.publish(subject, b"x", reply=inbox)
            for _ in range(allowed):
                check((await sub.next_msg(WAIT)).data == b"re x", "reply")
            await responder.reports(f'permissions violation for publish to "{inbox}"')
            await admin.flush()
            check(sub.pending_msgs == 0, "a reply too many")


async def allow_responses():
    await responses("responder", "help", 1)


async def allow_two_responses():
    await responses("twice", "help.twice", 2)


def trusting(ca, client=None):
    context = ssl.create_default_context(cafile=certificate(ca))
    if client:
        context.load_cert_chain(certificate(client), certificate(client + "-key"))
    return context


async def secured(server, **options):
    async with opened(server, **options) as client:
        check(client.nc._transport._io_writer.get_extra_info("cipher"), "not encrypted")
        await client.works("py.secured")


async def fails(error, server, **options):
    try:
        client = await Client.open(server, **options)
    except error as e:
        return e
    await client.nc.close()
    raise AssertionError("was let in")


async def tls():
    server = await serve("tls")
    await secured(server, tls=trusting("ca"))
    check((await (await Raw.open(server)).info())["tls_required"] is True, "INFO without tls_required")


async def tls_of_each_version():
    server = await serve("tls")
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = trusting("ca")
        context.minimum_version = context.maximum_version = version
        await secured(server, tls=context)


async def tls_by_name():
    server = await serve("tls")
    await secured(server, tls=trusting("ca"), tls_hostname="localhost")
    await fails(ssl.SSLCertVerificationError, server, tls=trusting("ca"), tls_hostname="elsewhere")


async def tls_large_payload():
    async with opened(await serve("tls"), tls=trusting("ca")) as client:
        sub = await client.nc.subscribe("py.tls.large")
        large = bytes(range(256)) * 4096
        for _ in range(8):
            await client.nc.publish("py.tls.large", large)
            check((await sub.next_msg(WAIT)).data == large, "the payload has changed")


async def tls_wrong_authority():
    await fails(ssl.SSLCertVerificationError, await serve("tls"), tls=trusting("other-ca"))


async def tls_not_asked_for():
    """The client turns to TLS when INFO says so, and then knows no authority for the server."""
    await fails(ssl.SSLCertVerificationError, await serve("tls"))


async def tls_required_and_not_spoken():
    raw = await Raw.open(await serve("tls"))
    await raw.info()
    raw.writer.write(b'CONNECT {"verbose":false}\r\nPING\r\n')
    rest = await raw.rest()
    check(b"PONG" not in rest, rest)


async def tls_mutual():
    await secured(await serve("tls-verify"), tls=trusting("ca", "client"))


async def tls_mutual_without_certificate():
    """In TLS 1.3 the client hears of it after its handshake; then the connection has ended before its PONG."""
    await fails((OSError, nats.errors.Error), await serve("tls-verify"), tls=trusting("ca"))


async def tls_mutual_with_the_certificate_of_a_stranger():
    await fails((OSError, nats.errors.Error), await serve("tls-verify"), tls=trusting("ca", "stranger"))


async def tls_first():
    server = await serve("tls-first")
    await secured(server, tls=trusting("ca"), tls_handshake_first=True)


async def tls_first_or_after_a_while():
    server = await serve("tls-auto")
    await secured(server, tls=trusting("ca"), tls_handshake_first=True)
    await secured(server, tls=trusting("ca"))


async def tls_optional():
    server = await serve("tls-optional")
    await admitted(server)
    info = await (await Raw.open(server)).info()
    check(info["tls_available"] is True and not info.get("tls_required"), info)


async def tls_and_user():
    server = await serve("tls-users")
    await secured(server, tls=trusting("ca"), user="alice", password="s3cr3t")
    await refused(server, tls=trusting("ca"), user="alice", password="wrong")
    await refused(server, tls=trusting("ca"))


async def comes_back(name, **options):
    """The server is killed and started again on its port: the client is back, and its subscriptions with it."""
    first = await Server.start(config=config(name))
    more = {"allow_reconnect": True, "max_reconnect_attempts": -1, "reconnect_time_wait": 0.05}
    async with opened(first, **more, **options) as client:
        sub = await client.nc.subscribe("py.back.*")
        group = await client.nc.subscribe("py.back.*", queue="group")
        await client.nc.publish("py.back.1", b"before")
        for each in (sub, group):
            check((await each.next_msg(WAIT)).data == b"before", "before")
        await first.kill()
        await asyncio.wait_for(client.gone.wait(), WAIT)
        again = await Server.start(first.port, config=config(name))
        try:
            await asyncio.wait_for(client.back.wait(), WAIT)
            await client.flush()
            async with opened(again, **options) as other:
                await other.nc.publish("py.back.2", b"after")
                for each in (sub, group):
                    check((await each.next_msg(WAIT)).data == b"after", "after")
        finally:
            await again.stop()


async def reconnect_after_a_kill():
    await comes_back("open")


async def reconnect_with_tls_and_user():
    await comes_back("tls-users", tls=trusting("ca"), user="alice", password="s3cr3t")


async def lame_duck():
    server = await Server.start(config=config("open"))
    try:
        async with opened(server) as client:
            sub = await client.nc.subscribe("py.duck")
            await client.flush()
            server.process.send_signal(signal.SIGUSR2)
            await asyncio.wait_for(client.duck.wait(), WAIT)
            await client.nc.publish("py.duck", b"quack")
            check((await sub.next_msg(WAIT)).data == b"quack", "it serves who is there")
            await asyncio.wait_for(client.closed.wait(), WAIT)
        check(await asyncio.wait_for(server.process.wait(), WAIT) == 0, "code of the server")
    finally:
        await server.stop()


async def slow_consumer_at_the_client():
    async with opened(await serve("open")) as client:
        release, got = asyncio.Event(), []

        async def take(msg):
            await release.wait()
            got.append(int(msg.data))

        await client.nc.subscribe("py.slow", cb=take, pending_msgs_limit=5)
        for i in range(50):
            await client.nc.publish("py.slow", b"%d" % i)
        await client.flush()
        error = await client.reports("slow consumer")
        check(isinstance(error, SlowConsumerError) and error.subject == "py.slow", repr(error))
        check(client.errors.qsize() >= 40, f"{client.errors.qsize()} reports")
        release.set()
        await client.nc.publish("py.slow", b"50")
        await until("later message", lambda: got and got[-1] == 50)
        check(got[0] == 0 and len(got) <= 8, got)


async def until(what, good):
    for _ in range(int(WAIT / POLL)):
        if good():
            return
        await asyncio.sleep(POLL)
    raise AssertionError(f"no {what}")


async def slow_consumer_at_the_server():
    server = await Server.start(config=config("slow"))
    try:
        raw = await Raw.open(server)
        await raw.info()
        raw.writer.write(b'CONNECT {"verbose":false}\r\nSUB py.flood 1\r\nPING\r\n')
        check(await asyncio.wait_for(raw.reader.readline(), WAIT) == b"PONG\r\n", "PONG")
        # The reader takes 128 KB on its own and then leaves everything to the socket.
        async with opened(server) as quick, opened(server) as publisher:
            sub = await quick.nc.subscribe("py.flood", pending_msgs_limit=0, pending_bytes_limit=0)
            await quick.flush()
            chunk, sent = bytes(64 << 10), 0
            while sent < 2000 and b"Slow Consumer" not in server.log:
                await publisher.nc.publish("py.flood", chunk)
                await publisher.flush()
                sent += 1
            await until("line in the log", lambda: b"Slow Consumer Detected" in server.log)
            rest = await raw.rest()
            check(len(rest) < sent * len(chunk) and b"-ERR" not in rest, f"{len(rest)} bytes, …{rest[-60:]}")
            for _ in range(sent):
                check((await sub.next_msg(WAIT)).data == chunk, "chunk")
            await publisher.works("py.after.the.flood")
    finally:
        await server.stop()


CASES = [
    lame_duck,
    reconnect_after_a_kill,
    reconnect_with_tls_and_user,
    slow_consumer_at_the_server,
    slow_consumer_at_the_client,
    token,
    token_of_which_the_server_has_the_hash,
    user_and_password,
    wrong_password,
    without_credentials,
    user_in_the_url,
    bcrypt,
    users,
    no_auth_user,
    what_a_refused_client_is_told,
    publish_denied,
    subscribe_denied,
    queue_permission,
    allow_responses,
    allow_two_responses,
    tls,
    tls_of_each_version,
    tls_by_name,
    tls_large_payload,
    tls_wrong_authority,
    tls_not_asked_for,
    tls_required_and_not_spoken,
    tls_mutual,
    tls_mutual_without_certificate,
    tls_mutual_with_the_certificate_of_a_stranger,
    tls_first,
    tls_first_or_after_a_while,
    tls_optional,
    tls_and_user,
]


async def run(case, room):
    name = "python/" + case.__name__.replace("_", "-")
    async with room:
        try:
            await asyncio.wait_for(case(), TEST)
            print("ok", name, flush=True)
            return True
        except Exception as e:  # A test that fails in any way is a line of the report.
            print("FAIL", name, " ".join(repr(e).split())[:500], flush=True)
            return False


async def main():
    room = asyncio.Semaphore(AT_ONCE)
    good = await asyncio.gather(*(run(case, room) for case in CASES))
    for server in await asyncio.gather(*served.values(), return_exceptions=True):
        if isinstance(server, Server):
            await server.stop()
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
