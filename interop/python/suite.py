"""The official Python client against a server process: MIDGE_SERVER is its command line.

One line per test: `ok NAME` or `FAIL NAME reason`.
"""

import asyncio
import os
import re
import shlex
import signal
import sys
import time

import nats
from nats.errors import MaxPayloadError, NoRespondersError

WAIT = 20
TEST = 60


class Server:
    """A server process on a port of its own."""

    @classmethod
    async def start(cls, port="-1", config=None, arguments=()):
        self = cls()
        self.log = bytearray()
        command = shlex.split(os.environ.get("MIDGE_SERVER", "../../nats-server"))
        more = ["-c", config] if config else []
        self.process = await asyncio.create_subprocess_exec(
            *command, "-a", "127.0.0.1", "-p", port, *more, *arguments, stderr=asyncio.subprocess.PIPE, limit=1 << 20
        )
        self.port = await asyncio.wait_for(self._listening(), 180)
        self.url = f"nats://127.0.0.1:{self.port}"
        self._rest = asyncio.create_task(self._keep_log())
        return self

    async def _listening(self):
        while line := await self.process.stderr.readline():
            self.log += line
            found = re.search(rb"Listening for client connections on \S*:(\d+)", line)
            if found:
                return found.group(1).decode()
        raise RuntimeError(f"the server ended before it listened: {self.log.decode()[-300:]}")

    async def _keep_log(self):
        while line := await self.process.stderr.readline():
            self.log += line

    async def kill(self):
        """It has no time for anything."""
        self.process.kill()
        await self.process.wait()
        await self._rest

    async def stop(self):
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self.process.wait(), 15)
            except asyncio.TimeoutError:
                self.process.kill()
                await self.process.wait()
        await self._rest


async def quiet(_):
    """Errors that a test provokes are no news."""


async def connect(server, **options):
    options.setdefault("error_cb", quiet)
    return await nats.connect(server.url, **options)


async def settle(nc):
    """A round trip behind everything that was sent. The client's flush is none: its PING overtakes what still waits."""
    try:
        await nc.request("py.settle", timeout=WAIT)
    except NoRespondersError:
        pass


def check(good, what):
    if not good:
        raise AssertionError(what)


async def server_info(server):
    nc, second = await connect(server), await connect(server)
    info = nc._server_info
    check(re.fullmatch("N[A-Z2-7]{55}", info["server_id"]), info)
    check(nc.connected_server_version.major == 2, str(nc.connected_server_version))
    check(info["server_name"], "no server_name")
    check(nc.max_payload == 1 << 20, f"max_payload {nc.max_payload}")
    check(info["headers"] is True, "headers")
    check(info["client_ip"] == "127.0.0.1", info["client_ip"])
    check(nc.client_id and nc.client_id != second.client_id, f"client_id {nc.client_id}")
    await nc.close()
    await second.close()


async def publish_subscribe(server):
    nc = await connect(server)
    sub = await nc.subscribe("py.pub")
    for i in range(1000):
        await nc.publish("py.pub", b"%d" % i, reply="py.reply" if i % 2 else "")
    for i in range(1000):
        msg = await sub.next_msg(WAIT)
        check(msg.data == b"%d" % i, msg)
        check(msg.reply == ("py.reply" if i % 2 else ""), msg)
    await settle(nc)
    check(sub.pending_msgs == 0, "a message too many")
    await nc.close()


async def wildcards(server):
    nc = await connect(server)
    token = await nc.subscribe("py.w.*.c")
    rest = await nc.subscribe("py.w.>")
    for subject in ("py.w.b.c", "py.w", "py.w.b", "py.w.b.c.d", "py.w.x.c"):
        await nc.publish(subject, subject.encode())
    for subject in ("py.w.b.c", "py.w.x.c"):
        check((await token.next_msg(WAIT)).subject == subject, subject)
    for subject in ("py.w.b.c", "py.w.b", "py.w.b.c.d", "py.w.x.c"):
        check((await rest.next_msg(WAIT)).subject == subject, subject)
    await settle(nc)
    check(token.pending_msgs == 0 and rest.pending_msgs == 0, "a message too many")
    await nc.close()


async def headers(server):
    nc = await connect(server)
    sub = await nc.subscribe("py.h")
    await nc.publish("py.h", b"hi", headers={"One": "1", "two": "a b"})
    msg = await sub.next_msg(WAIT)
    check(msg.data == b"hi", msg)
    check(msg.headers["One"] == "1" and msg.headers["two"] == "a b", msg.headers)
    await nc.publish("py.h", b"plain")
    msg = await sub.next_msg(WAIT)
    check(msg.data == b"plain" and not msg.headers, msg)
    await nc.close()


async def request_reply(server):
    responder = await connect(server)
    nc = await connect(server)

    async def answer(msg):
        await msg.respond(b"re " + msg.data)

    await responder.subscribe("py.help", queue="q", cb=answer)
    await settle(responder)
    replies = await asyncio.gather(*(nc.request("py.help", b"%d" % i, timeout=WAIT) for i in range(200)))
    check([r.data for r in replies] == [b"re %d" % i for i in range(200)], "replies")
    reply = await nc.request("py.help", b"old", timeout=WAIT, old_style=True)
    check(reply.data == b"re old", reply)
    await responder.close()
    await nc.close()


async def no_responders(server):
    nc = await connect(server)
    for old_style in (False, True):
        begin = time.monotonic()
        try:
            await nc.request("py.nobody", b"", timeout=WAIT, old_style=old_style)
            raise AssertionError("a reply from nobody")
        except NoRespondersError:
            check(time.monotonic() - begin < 2, "the 503 was slow")
    await nc.close()


async def queue_group(server):
    members, messages, bound = 4, 4000, 35.0
    seen, share = [0] * messages, [0] * members
    done = asyncio.Event()
    conns = []
    for i in range(members):

        async def take(msg, i=i):
            seen[int(msg.data)] += 1
            share[i] += 1
            if sum(share) == messages:
                done.set()

        nc = await connect(server)
        conns.append(nc)
        await nc.subscribe("py.q", queue="workers", cb=take)
        await settle(nc)
    publisher = await connect(server)
    for i in range(messages):
        await publisher.publish("py.q", b"%d" % i)
    await asyncio.wait_for(done.wait(), WAIT)
    for nc in conns:
        await settle(nc)
        await nc.close()
    await publisher.close()
    check(set(seen) == {1}, "a message was lost or came twice")
    # With 3 degrees of freedom below the bound but once in ten million runs.
    chi = sum((n - messages / members) ** 2 / (messages / members) for n in share)
    check(chi < bound, f"shares {share} have chi-square {chi}")


async def auto_unsubscribe(server):
    nc, publisher = await connect(server), await connect(server)
    sub = await nc.subscribe("py.auto")
    await sub.unsubscribe(5)
    await settle(nc)
    for i in range(10):
        await publisher.publish("py.auto", b"%d" % i)
    await settle(publisher)
    await settle(nc)
    # Two of them are what settle got.
    check(nc.stats["in_msgs"] == 5 + 2, nc.stats)
    await publisher.close()
    await nc.close()


async def no_echo(server):
    silent, other = await connect(server, no_echo=True), await connect(server)
    own = await silent.subscribe("py.echo")
    others = await other.subscribe("py.echo")
    await settle(silent)
    await settle(other)
    await silent.publish("py.echo", b"own")
    check((await others.next_msg(WAIT)).data == b"own", "own")
    await other.publish("py.echo", b"other")
    check((await own.next_msg(WAIT)).data == b"other", "other")
    await silent.close()
    await other.close()


async def drain_subscription(server):
    nc = await connect(server)
    got = []

    async def take(msg):
        got.append(msg.data)

    sub = await nc.subscribe("py.drain", cb=take)
    for i in range(2000):
        await nc.publish("py.drain", b"%d" % i)
    await asyncio.wait_for(sub.drain(), WAIT)
    check(len(got) == 2000, f"{len(got)} messages before the end")
    await nc.close()


async def drain_connection(server):
    publisher = await connect(server)
    got = []
    closed = asyncio.Event()

    async def take(msg):
        got.append(msg.data)

    async def on_close():
        closed.set()

    nc = await connect(server, closed_cb=on_close)
    await nc.subscribe("py.drain.all", cb=take)
    await settle(nc)
    for i in range(2000):
        await publisher.publish("py.drain.all", b"%d" % i)
    await settle(publisher)
    await nc.drain()
    await asyncio.wait_for(closed.wait(), WAIT)
    check(len(got) == 2000, f"{len(got)} messages before the end")
    await publisher.close()


async def flush_and_rtt(server):
    nc = await connect(server)
    for _ in range(100):
        await nc.flush(WAIT)
    check(await nc.rtt() > 0 if hasattr(nc, "rtt") else True, "RTT")
    await nc.close()


async def verbose_and_pedantic(server):
    nc = await connect(server, verbose=True, pedantic=True)
    sub = await nc.subscribe("py.verbose")
    for i in range(100):
        await nc.publish("py.verbose", b"%d" % i)
    for i in range(100):
        check((await sub.next_msg(WAIT)).data == b"%d" % i, i)
    await settle(nc)
    check(nc.last_error is None, nc.last_error)
    await nc.close()


async def keepalive_pings(server):
    lost = []

    async def on_disconnect():
        lost.append(True)

    nc = await connect(server, ping_interval=0.1, max_outstanding_pings=5, disconnected_cb=on_disconnect)
    other = await connect(server)
    end = time.monotonic() + 1
    while time.monotonic() < end:
        await settle(other)
    check(not lost and nc.is_connected, "a ping was not answered")
    await other.close()
    await nc.close()


async def payload_of_1_mib(server):
    nc = await connect(server)
    sub = await nc.subscribe("py.large")
    large = bytes(range(256)) * 4096
    for _ in range(8):
        await nc.publish("py.large", large)
        check((await sub.next_msg(WAIT)).data == large, "the payload has changed")
    await nc.close()


async def ten_thousand_subscriptions(server):
    n = 10_000
    nc, publisher = await connect(server), await connect(server)
    subs = [await nc.subscribe(f"py.many.{i}") for i in range(n)]
    await settle(nc)
    for i in range(n):
        await publisher.publish(f"py.many.{i}", b"%d" % i)
    await settle(publisher)
    await settle(nc)
    for i, sub in enumerate(subs):
        check((await sub.next_msg(WAIT)).data == b"%d" % i, i)
        check(sub.pending_msgs == 0, "a message too many")
    await publisher.close()
    await nc.close()


async def max_payload_at_the_client(server):
    nc = await connect(server)
    try:
        await nc.publish("py.big", bytes(nc.max_payload + 1))
        raise AssertionError("the client let a message of max_payload + 1 go")
    except MaxPayloadError:
        await settle(nc)
    await nc.close()


async def max_payload_at_the_server(server):
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.port))
    writer.write(b'CONNECT {"verbose":false}\r\nPUB py.big 1048577\r\n')
    got = await asyncio.wait_for(reader.read(), WAIT)
    writer.close()
    check(re.fullmatch(rb"INFO \{.*\} *\r\n-ERR 'Maximum Payload Violation'\r\n", got), got)


async def reconnect(_):
    first = await Server.start()
    gone, back = asyncio.Event(), asyncio.Event()

    async def on_disconnect():
        gone.set()

    async def on_reconnect():
        back.set()

    nc = await connect(
        first,
        max_reconnect_attempts=-1,
        reconnect_time_wait=0.05,
        disconnected_cb=on_disconnect,
        reconnected_cb=on_reconnect,
    )
    sub = await nc.subscribe("py.back.*")
    await nc.publish("py.back.1", b"before")
    check((await sub.next_msg(WAIT)).data == b"before", "before")
    await first.stop()
    await asyncio.wait_for(gone.wait(), WAIT)
    again = await Server.start(first.port)
    try:
        await asyncio.wait_for(back.wait(), WAIT)
        await settle(nc)
        other = await connect(again)
        await other.publish("py.back.2", b"after")
        check((await sub.next_msg(WAIT)).data == b"after", "after")
        await other.close()
        await nc.close()
    finally:
        await again.stop()


CASES = [
    server_info,
    publish_subscribe,
    wildcards,
    headers,
    request_reply,
    no_responders,
    queue_group,
    auto_unsubscribe,
    no_echo,
    drain_subscription,
    drain_connection,
    flush_and_rtt,
    verbose_and_pedantic,
    keepalive_pings,
    payload_of_1_mib,
    ten_thousand_subscriptions,
    max_payload_at_the_client,
    max_payload_at_the_server,
    reconnect,
]


async def main():
    failed = 0
    server = await Server.start()
    for case in CASES:
        name = "python/" + case.__name__.replace("_", "-")
        try:
            await asyncio.wait_for(case(server), TEST)
            print("ok", name, flush=True)
        except Exception as e:  # A test that fails in any way is a line of the report.
            failed += 1
            print("FAIL", name, " ".join(repr(e).split())[:500], flush=True)
    await server.stop()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
