"""The official Python client and JetStream: streams, publishing, consumers, buckets, mirrors, restarts.

The cases run beside each other, each with streams of its own name. One line per test: `ok NAME` or `FAIL NAME reason`.
"""

import asyncio
import hashlib
import json
import random
import sys
import tempfile

import nats
from nats.errors import TimeoutError as NatsTimeoutError
from nats.js import api, errors

from suite import TEST, WAIT, Server, check

AT_ONCE = 8
# For a case that has a machine with the others: only ever reached by one that hangs.
PATIENCE = 3 * TEST
POLL = 0.02
# Enough for what is said not to happen.
SOON = 0.25


async def until(what, good):
    end = asyncio.get_running_loop().time() + WAIT
    while not await good():
        check(asyncio.get_running_loop().time() < end, f"no {what}")
        await asyncio.sleep(POLL)


async def fails(kind, code, future):
    try:
        await future
    except kind as e:
        check(code is None or e.err_code == code, f"expected {code}, got {e!r}")
        return e
    raise AssertionError(f"no {kind.__name__} {code}")


class Peer:
    """A connection, and streams of the name of a case."""

    def __init__(self, nc, name):
        self.nc, self.name = nc, name
        self.js = nc.jetstream(timeout=WAIT)

    async def stream(self, **config):
        config.setdefault("name", self.name)
        if not config.get("mirror") and not config.get("sources"):
            config.setdefault("subjects", [config["name"] + ".>"])
        return await self.js.add_stream(**config)

    async def put(self, subject, *texts):
        for text in texts:
            await self.js.publish(f"{self.name}.{subject}", str(text).encode())

    async def state(self, name=None):
        return (await self.js.stream_info(name or self.name)).state

    async def consumer(self, name="d"):
        return await self.js.consumer_info(self.name, name)

    async def pull(self, **config):
        durable = config.pop("durable", "d")
        subject = config.pop("subject", self.name + ".>")
        return await self.js.pull_subscribe(subject, durable, stream=self.name, config=api.ConsumerConfig(**config))

    async def empty(self, sub):
        await fails(NatsTimeoutError, None, sub.fetch(1, timeout=SOON))


def texts(messages):
    return [m.data.decode() for m in messages]


async def take(sub, count):
    """As many messages, however they come, acknowledged."""
    got = []
    while len(got) < count:
        for m in await sub.fetch(count - len(got), timeout=WAIT):
            await m.ack_sync(timeout=WAIT)
            got.append(m.data.decode())
    return got


async def stream_lifecycle(p):
    info = await p.stream(description="one", metadata={"a": "b"}, max_msgs=100)
    check(info.config.description == "one" and info.config.metadata["a"] == "b", info.config)
    check(info.config.max_msgs == 100 and info.config.num_replicas == 1, info.config)
    info = await p.js.update_stream(name=p.name, subjects=[p.name + ".>"], description="two")
    check(info.config.description == "two", info.config)
    await fails(errors.BadRequestError, 10058, p.stream(description="three"))
    await p.put("a", 1, 2, 3)
    check(p.name in [i.config.name for i in await all_streams(p)], "not in the list")
    check(await p.js.find_stream_name_by_subject(p.name + ".a") == p.name, "by subject")
    check(await p.js.purge_stream(p.name, subject=p.name + ".a", keep=1), "purge")
    state = await p.state()
    check((state.messages, state.first_seq, state.last_seq) == (1, 3, 3), state)
    check(await p.js.delete_stream(p.name), "delete")
    await fails(errors.NotFoundError, 10059, p.js.stream_info(p.name))
    await fails(errors.NoStreamResponseError, None, p.js.publish(p.name + ".a", b""))


async def all_streams(p):
    found = []
    while page := await p.js.streams_info(offset=len(found)):
        found += page
    return found


async def stream_messages(p, direct=False):
    await p.stream(allow_direct=direct)
    await p.js.publish(p.name + ".a", b"one", headers={"Color": "red"})
    await p.put("b", "two")
    await p.put("a", "three")
    got = await p.js.get_msg(p.name, 1, direct=direct)
    check((got.subject, got.data, got.headers["Color"], got.seq) == (p.name + ".a", b"one", "red", 1), got)
    got = await p.js.get_last_msg(p.name, p.name + ".a", direct=direct)
    check(got.data == b"three" and got.seq == 3, got)
    got = await p.js.get_msg(p.name, 2, subject=p.name + ".a", next=True, direct=direct)
    check(got.seq == 3, got)
    await fails(errors.NotFoundError, None, p.js.get_msg(p.name, 99, direct=direct))
    check(await p.js.delete_msg(p.name, 1), "delete")
    await fails(errors.NotFoundError, None, p.js.get_msg(p.name, 1, direct=direct))


async def stream_messages_direct(p):
    await stream_messages(p, direct=True)


async def stream_limits(p):
    await p.stream(max_msgs=3, storage="memory")
    await p.put("a", *range(10))
    state = await p.state()
    check((state.messages, state.first_seq) == (3, 8), state)
    await p.js.update_stream(name=p.name, subjects=[p.name + ".>"], storage="memory", max_msgs=3, discard="new")
    await fails(errors.APIError, 10077, p.js.publish(p.name + ".a", b""))
    await p.stream(name=p.name + "_size", max_msg_size=10)
    await fails(errors.BadRequestError, 10054, p.js.publish(p.name + "_size.a", b"x" * 11))
    await p.stream(name=p.name + "_age", max_age=0.2, duplicate_window=0.2)
    await p.js.publish(p.name + "_age.a", b"")

    async def gone():
        return (await p.state(p.name + "_age")).messages == 0

    await until("end of an old message", gone)


async def stream_transform_and_republish(p):
    await p.stream(
        subject_transform=api.SubjectTransform(src=p.name + ".in.*", dest=p.name + ".out.$1"),
        republish=api.RePublish(src=">", dest="again.>"),
    )
    sub = await p.nc.subscribe("again.>")
    await p.nc.flush(WAIT)
    await p.put("in.x", "hello")
    check((await p.js.get_msg(p.name, 1)).subject == p.name + ".out.x", "subject")
    while (m := await sub.next_msg(WAIT)).subject != f"again.{p.name}.out.x":
        pass
    check(m.headers["Nats-Stream"] == p.name and m.headers["Nats-Sequence"] == "1" and m.data == b"hello", m)


async def publish_expectations(p):
    await p.stream(allow_rollup_hdrs=True)

    async def publish(**headers):
        return await p.js.publish(p.name + ".a", b"", headers={"Nats-" + k.replace("_", "-"): v for k, v in headers.items()})

    ack = await publish(Msg_Id="1")
    check((ack.stream, ack.seq, ack.duplicate) == (p.name, 1, None), ack)
    check((await publish(Msg_Id="1")).duplicate is True, "no duplicate")
    await publish(Expected_Last_Sequence="1", Msg_Id="2")
    await publish(Expected_Last_Subject_Sequence="2", Expected_Stream=p.name)
    await fails(errors.BadRequestError, 10071, publish(Expected_Last_Sequence="1"))
    await fails(errors.BadRequestError, 10071, publish(Expected_Last_Subject_Sequence="1"))
    await fails(errors.BadRequestError, 10060, publish(Expected_Stream="other"))
    await fails(errors.BadRequestError, 10070, publish(Expected_Last_Msg_Id="none"))
    await publish(Rollup="sub")
    check((await p.state()).messages == 1, "rollup")


async def publish_async(p):
    await p.stream()
    futures = [await p.js.publish_async(p.name + ".a", b"%d" % i, wait_stall=WAIT) for i in range(2000)]
    await asyncio.wait_for(p.js.publish_async_completed(), WAIT)
    check([(await f).seq for f in futures] == list(range(1, 2001)), "acknowledgements")


async def publish_ttl(p):
    await p.stream(allow_msg_ttl=True)
    await p.js.publish(p.name + ".a", b"short", msg_ttl=1)
    await p.js.publish(p.name + ".a", b"long", msg_ttl=3600)

    async def gone():
        return (await p.state()).messages == 1

    await until("end of the short message", gone)


async def pull_fetch(p):
    await p.stream()
    sub = await p.pull()
    await p.put("a", *range(25))
    first = await sub.fetch(10, timeout=WAIT)
    check(texts(first) == [str(i) for i in range(len(first))], texts(first))
    meta = first[0].metadata
    check((meta.sequence.stream, meta.sequence.consumer, meta.num_delivered, meta.num_pending) == (1, 1, 1, 24), meta)
    for m in first:
        await m.ack_sync(timeout=WAIT)
    rest = await take(sub, 25 - len(first))
    check(rest == [str(i) for i in range(len(first), 25)], rest)
    await p.empty(sub)
    info = await p.consumer()
    check((info.ack_floor.stream_seq, info.num_ack_pending, info.num_pending) == (25, 0, 0), info)


async def pull_waits_with_heartbeats(p):
    await p.stream()
    sub = await p.pull()
    waiting = asyncio.create_task(sub.fetch(1, timeout=WAIT, heartbeat=5))

    async def waits():
        return (await p.consumer()).num_waiting == 1

    await until("request that waits", waits)
    await p.put("a", "late")
    check(texts(await waiting) == ["late"], "message")


async def pull_policies(p):
    await p.stream()
    for i in range(6):
        await p.put("ab"[i % 2], i)
    for i, (wanted, config) in enumerate(
        [
            ("012345", {}),
            ("5", {"deliver_policy": "last"}),
            ("345", {"deliver_policy": "by_start_sequence", "opt_start_seq": 4}),
            ("45", {"deliver_policy": "last_per_subject"}),
            ("024", {"subject": p.name + ".a"}),
            ("", {"deliver_policy": "new"}),
            ("135", {"filter_subjects": [p.name + ".b", p.name + ".c"]}),
        ]
    ):
        sub = await p.pull(durable=f"d{i}", **config)
        if wanted:
            check("".join(await take(sub, len(wanted))) == wanted, config)
        await p.empty(sub)


async def pull_headers_only(p):
    await p.stream()
    await p.put("a", "twelve bytes")
    m = (await (await p.pull(headers_only=True)).fetch(1, timeout=WAIT))[0]
    check(m.data == b"" and m.headers["Nats-Msg-Size"] == "12", m)


async def acks(p):
    await p.stream()
    await p.put("a", 1, 2, 3, 4)
    sub = await p.pull(ack_wait=60)
    messages = []
    while len(messages) < 4:
        messages += await sub.fetch(4 - len(messages), timeout=WAIT)
    await messages[0].ack_sync(timeout=WAIT)
    await messages[1].nak()
    await messages[2].nak(delay=0.3)
    await messages[3].term()
    again = {}
    while len(again) < 2:
        for m in await sub.fetch(1, timeout=WAIT):
            again[m.data] = m.metadata.num_delivered
            await m.ack_sync(timeout=WAIT)
    check(again == {b"2": 2, b"3": 2}, again)
    info = await p.consumer()
    check((info.ack_floor.stream_seq, info.num_ack_pending) == (4, 0), info)


async def ack_wait_and_max_deliver(p):
    await p.stream()
    sub = await p.nc.subscribe(f"$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.{p.name}.d")
    await p.nc.flush(WAIT)
    await p.put("a", 1)
    pull = await p.pull(ack_wait=0.2, max_deliver=3)
    for i in range(1, 4):
        check((await pull.fetch(1, timeout=WAIT))[0].metadata.num_delivered == i, "deliveries")

    async def told():
        # It takes a request to see that there is nothing more to be delivered.
        try:
            await pull.fetch(1, timeout=SOON)
            raise AssertionError("a message too many")
        except NatsTimeoutError:
            return sub.pending_msgs > 0

    await until("advisory", told)
    got = json.loads((await sub.next_msg(WAIT)).data)
    check((got["stream_seq"], got["deliveries"]) == (1, 3), got)


async def back_off(p):
    await p.stream()
    await p.put("a", 1)
    pull = await p.pull(backoff=[0.1, 0.2, 0.3], max_deliver=4)
    begin = asyncio.get_running_loop().time()
    for i in range(1, 5):
        check((await pull.fetch(1, timeout=WAIT))[0].metadata.num_delivered == i, "deliveries")
    check(asyncio.get_running_loop().time() - begin > 0.55, "too early")


async def consumer_management(p):
    await p.stream()
    info = await p.js.add_consumer(p.name, durable_name="d", description="one", ack_policy="explicit", max_ack_pending=7)
    check((info.config.description, info.config.max_ack_pending) == ("one", 7), info.config)
    await p.js.add_consumer(p.name, durable_name="d", description="two", ack_policy="explicit", max_ack_pending=7)
    check((await p.consumer()).config.description == "two", "update")
    await fails(errors.ServerError, 10012, p.js.add_consumer(p.name, durable_name="d", ack_policy="none"))
    check([c.name for c in await p.js.consumers_info(p.name)] == ["d"], "list")
    await p.put("a", 1)
    sub = await p.js.pull_subscribe_bind("d", stream=p.name)
    check((await p.js.pause_consumer(p.name, "d", "2099-01-01T00:00:00Z")).paused, "pause")
    await p.empty(sub)
    check(not (await p.js.resume_consumer(p.name, "d")).paused, "resume")
    check(await take(sub, 1) == ["1"], "after the pause")
    check(await p.js.delete_consumer(p.name, "d"), "delete")
    await fails(errors.NotFoundError, 10014, p.consumer())


async def push_subscribe(p):
    await p.stream()
    await p.put("a", *range(50))
    got = asyncio.Queue()

    async def callback(m):
        await m.ack()
        await got.put(m.data.decode())

    await p.js.subscribe(p.name + ".>", durable="d", cb=callback, manual_ack=True)
    await p.put("a", *range(50, 100))
    check([await asyncio.wait_for(got.get(), WAIT) for _ in range(100)] == [str(i) for i in range(100)], "messages")

    async def acknowledged():
        return (await p.consumer()).ack_floor.stream_seq == 100

    await until("acknowledgements", acknowledged)
    check((await p.consumer()).push_bound, "not bound")


async def push_queue_group(p):
    await p.stream()
    share = [0, 0, 0]

    async def member(i):
        async def callback(m):
            share[i] += 1
            await m.ack()

        await p.js.subscribe(p.name + ".>", queue="workers", cb=callback, manual_ack=True)

    for i in range(3):
        await member(i)
    for i in range(300):
        await p.js.publish_async(p.name + ".a", b"", wait_stall=WAIT)

    async def done():
        return sum(share) == 300

    await until("messages", done)
    check(min(share) > 0, share)


async def push_flow_control(p):
    await p.stream()
    count, size = 200, 32 << 10
    for _ in range(count):
        await p.js.publish_async(p.name + ".a", b"x" * size, wait_stall=WAIT)
    await asyncio.wait_for(p.js.publish_async_completed(), WAIT)
    sub = await p.js.subscribe(p.name + ".>", flow_control=True, idle_heartbeat=1, config=api.ConsumerConfig(ack_policy="none"))
    for _ in range(count):
        check(len((await sub.next_msg(WAIT)).data) == size, "size")
    await p.put("a", "later")
    check((await sub.next_msg(WAIT)).data == b"later", "later")


async def ordered(p):
    await p.stream()
    await p.put("a", *range(200))
    sub = await p.js.subscribe(p.name + ".>", ordered_consumer=True)
    check([(await sub.next_msg(WAIT)).data for _ in range(200)] == [b"%d" % i for i in range(200)], "messages")


async def work_queue(p):
    await p.stream(retention="workqueue")
    await p.put("a", 1, 2, 3)
    check(await take(await p.pull(), 3) == ["1", "2", "3"], "work")
    await fails(errors.BadRequestError, 10099, p.js.add_consumer(p.name, durable_name="e", ack_policy="explicit"))
    check((await p.state()).messages == 0, "left")


async def interest(p):
    await p.stream(retention="interest")
    await p.put("a", "nobody")
    one, two = await p.pull(durable="one"), await p.pull(durable="two")
    await p.put("a", "both")
    await take(one, 1)
    check((await p.state()).messages == 1, "one")
    await take(two, 1)

    async def gone():
        return (await p.state()).messages == 0

    await until("end", gone)


async def mirror_and_source(p):
    await p.stream()
    await p.put("a", *range(50))
    await p.stream(name=p.name + "_mirror", mirror=api.StreamSource(name=p.name))
    await p.stream(name=p.name + "_source", sources=[api.StreamSource(name=p.name, filter_subject=p.name + ".b")])
    await p.put("b", *range(50))

    async def copied():
        mirror, source = await p.state(p.name + "_mirror"), await p.state(p.name + "_source")
        return (mirror.messages, mirror.last_seq, source.messages) == (100, 100, 50)

    await until("copies", copied)
    got = await p.js.get_msg(p.name + "_mirror", 60)
    check(got.subject == p.name + ".b" and got.data == b"9", got)


async def key_value(p):
    kv = await p.js.create_key_value(bucket=p.name, history=4)
    check(await kv.put("a.b", b"1") == 1, "revision")
    e = await kv.get("a.b")
    check((e.key, e.value, e.revision) == ("a.b", b"1", 1), e)
    await fails(errors.KeyWrongLastSequenceError, None, kv.create("a.b", b""))
    revision = await kv.update("a.b", b"2", 1)
    await fails(errors.KeyWrongLastSequenceError, None, kv.update("a.b", b"3", 1))
    check((await kv.get("a.b", revision=1)).value == b"1", "older")
    await kv.delete("a.b", last=revision)
    await fails(errors.KeyNotFoundError, None, kv.get("a.b"))
    await kv.create("a.b", b"4")
    check(len(await kv.history("a.b")) == 4, "history")
    await kv.put("c", b"5")
    check(sorted(await kv.keys()) == ["a.b", "c"], "keys")
    await kv.purge("c")
    check(await kv.keys() == ["a.b"], "keys after a purge")
    status = await kv.status()
    check(status.history == 4 and status.bucket == p.name, status)
    check(await p.js.delete_key_value(p.name), "delete")
    await fails(errors.BucketNotFoundError, None, p.js.key_value(p.name))


async def key_value_watch(p):
    kv = await p.js.create_key_value(bucket=p.name, history=3)
    for i in range(3):
        await kv.put("a", b"%d" % i)
    watcher = await kv.watchall()

    async def next_one(watcher=watcher):
        e = await watcher.updates(timeout=WAIT)
        return e and (e.key, e.value, e.operation)

    check(await next_one() == ("a", b"2", None), "last value")
    check(await next_one() is None, "end of what was there")
    await kv.put("b", b"x")
    check(await next_one() == ("b", b"x", None), "later value")
    await kv.delete("b")
    check((await next_one())[2] == "DEL", "deleted")
    history = await kv.watch("a", include_history=True)
    check([(await next_one(history))[1] for _ in range(3)] == [b"0", b"1", b"2"], "history")
    await watcher.stop()
    await history.stop()


async def key_value_ttl(p):
    kv = await p.js.create_key_value(bucket=p.name, ttl=1)
    await kv.put("a", b"short")

    async def gone():
        try:
            await kv.get("a")
            return False
        except errors.KeyNotFoundError:
            return True

    await until("end of the value", gone)


async def object_store(p):
    store = await p.js.create_object_store(bucket=p.name)
    data = random.Random(1).randbytes(1_000_001)
    info = await store.put("a b/c", data, meta=api.ObjectMeta(description="d", headers={"X": "1"}))
    check((info.size, info.chunks) == (1_000_001, 8), info)
    check((await store.get("a b/c")).data == data, "the object has changed")
    got = await store.get_info("a b/c")
    check(got.description == "d" and got.digest.startswith("SHA-256="), got)
    await store.update_meta("a b/c", api.ObjectMeta(name="a b/c", description="e"))
    check((await store.get_info("a b/c")).description == "e", "described")
    watcher = await store.watch()
    check((await watcher.updates(timeout=WAIT)).name == "a b/c", "watched")
    check(await watcher.updates(timeout=WAIT) is None, "end")
    await store.put("small", b"x")
    check((await watcher.updates(timeout=WAIT)).name == "small", "watched")
    await watcher.stop()
    check(sorted(i.name for i in await store.list()) == ["a b/c", "small"], "list")
    await store.delete("small")
    await fails(errors.NotFoundError, None, store.get("small"))
    await store.seal()
    await fails(errors.APIError, None, store.put("more", b"x"))
    check((await store.status()).sealed, "sealed")


async def object_of_64_mib(p):
    store = await p.js.create_object_store(bucket=p.name)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as back:
        digest = hashlib.sha256()
        chance = random.Random(2)
        for _ in range(64):
            block = chance.randbytes(1 << 20)
            digest.update(block)
            out.write(block)
        out.seek(0)
        info = await store.put("large", out)
        check(info.size == 64 << 20, info)
        await store.get("large", writeinto=back)
        back.seek(0)
        check(hashlib.file_digest(back, "sha256").digest() == digest.digest(), "the object has changed")
    await p.js.delete_object_store(p.name)


async def account_info(p):
    await p.stream()
    info = await p.js.account_info()
    check(info.streams >= 1 and info.limits.max_streams == -1 and info.api.total > 0, info)


async def restart(_):
    with tempfile.TemporaryDirectory() as store:
        arguments = ("-js", "-sd", store)
        server = await Server.start(arguments=arguments)
        p = await peer(server, "restart", max_reconnect_attempts=-1, reconnect_time_wait=0.05)
        await p.stream()
        await p.put("a", *range(100))
        sub = await p.pull()
        await take(sub, 40)
        kv = await p.js.create_key_value(bucket="kept")
        await kv.put("k", b"v")
        await server.stop()
        again = await Server.start(server.port, arguments=arguments)
        try:

            async def back():
                return p.nc.is_connected

            await until("connection", back)
            check((await p.state()).messages == 100, "messages")
            check((await p.consumer()).ack_floor.stream_seq == 40, "ack floor")
            check(await take(sub, 60) == [str(i) for i in range(40, 100)], "the rest")
            check((await kv.get("k")).value == b"v", "value")
            await p.nc.close()
        finally:
            await again.stop()


CASES = [
    object_of_64_mib,
    restart,
    stream_lifecycle,
    stream_messages,
    stream_messages_direct,
    stream_limits,
    stream_transform_and_republish,
    publish_expectations,
    publish_async,
    publish_ttl,
    pull_fetch,
    pull_waits_with_heartbeats,
    pull_policies,
    pull_headers_only,
    acks,
    ack_wait_and_max_deliver,
    back_off,
    consumer_management,
    push_subscribe,
    push_queue_group,
    push_flow_control,
    ordered,
    work_queue,
    interest,
    mirror_and_source,
    key_value,
    key_value_watch,
    key_value_ttl,
    object_store,
    account_info,
]


async def quiet(_):
    """Errors that a test provokes are no news."""


async def peer(server, name, **options):
    return Peer(await nats.connect(server.url, error_cb=quiet, **options), "PY_" + name)


async def main():
    failed = 0
    places = asyncio.Semaphore(AT_ONCE)
    with tempfile.TemporaryDirectory() as store:
        server = await Server.start(arguments=("-js", "-sd", store))

        async def run(case):
            nonlocal failed
            name = "jetstream-python/" + case.__name__.replace("_", "-")
            async with places:
                try:
                    p = await peer(server, case.__name__)
                    await asyncio.wait_for(case(p), PATIENCE)
                    await p.nc.close()
                    print("ok", name, flush=True)
                except Exception as e:  # A test that fails in any way is a line of the report.
                    failed += 1
                    print("FAIL", name, " ".join(repr(e).split())[:500], flush=True)

        await asyncio.gather(*(run(case) for case in CASES))
        await server.stop()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
