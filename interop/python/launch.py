"""Starts the server the way the tests of nats-py do, which know it by its command line: MIDGE_SERVER.

They give it fixed ports and no output of its own, ask its monitor for /varz until that answers, and kill it in the end.
One line per test: `ok NAME` or `FAIL NAME reason`.
"""

import asyncio
import http.client
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time

import nats

from suite import check, quiet, settle

COMMAND = shlex.split(os.environ.get("MIDGE_SERVER", "../../nats-server"))
HOST = "127.0.0.1"
POLL = 0.1
START = 10
WAIT = 15
TEST = 90


def free_ports(count):
    """Ports that nobody listens on; all are held until the last is found, so that no two are the same."""
    held = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in held]
    for s in held:
        s.close()
    return ports


class Natsd:
    """A server on ports that the caller chose. What is left of it at the end of a test is killed."""

    def __init__(self, port, http_port, *arguments, output=subprocess.DEVNULL):
        self.port = port
        self.http_port = http_port
        self.arguments = arguments
        self.output = output
        self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe:
                pipe.close()

    def start(self):
        where = ["-p", str(self.port), "-m", str(self.http_port), "-a", HOST]
        self.process = subprocess.Popen([*COMMAND, *where, *self.arguments], stdout=self.output, stderr=self.output)
        try:
            self._await_varz()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _await_varz(self):
        end = time.monotonic() + START
        while time.monotonic() < end:
            check(self.process.poll() is None, f"ended with {self.process.returncode} before /varz answered")
            try:
                if self.get("/varz")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(POLL)
        raise AssertionError(f"no /varz within {START} s")

    def get(self, path):
        connection = http.client.HTTPConnection(f"{HOST}:{self.http_port}", timeout=5)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def varz(self):
        return json.loads(self.get("/varz")[1])

    def kill(self):
        self.process.kill()
        check(self.process.wait(WAIT) == -signal.SIGKILL, f"killed, ended with {self.process.returncode}")

    def terminate(self):
        self.process.terminate()
        check(self.process.wait(WAIT) == 0, f"terminated, ended with {self.process.returncode}")


async def works(server):
    """Publishes, subscribes and requests with two connections."""
    url = f"nats://{HOST}:{server.port}"
    nc, other = await nats.connect(url, error_cb=quiet), await nats.connect(url, error_cb=quiet)
    sub = await nc.subscribe("launch.sub")
    await settle(nc)
    for i in range(10):
        await other.publish("launch.sub", b"%d" % i)
    for i in range(10):
        check((await sub.next_msg(WAIT)).data == b"%d" % i, i)

    async def answer(msg):
        await msg.respond(b"re " + msg.data)

    await nc.subscribe("launch.help", cb=answer)
    await settle(nc)
    check((await other.request("launch.help", b"x", timeout=WAIT)).data == b"re x", "reply")
    await other.close()
    await nc.close()


async def varz_tells_the_ports():
    with Natsd(*free_ports(2)) as server:
        varz = server.varz()
        check(varz["port"] == server.port, varz["port"])
        check(varz["http_port"] == server.http_port, varz["http_port"])
        check(varz["host"] == HOST, varz["host"])
        await works(server)


async def killed():
    with Natsd(*free_ports(2)) as server:
        await works(server)
        server.kill()


async def terminated():
    with Natsd(*free_ports(2)) as server:
        await works(server)
        server.terminate()


async def killed_with_a_client():
    """The client hears of it at once, not by a ping that stays without an answer."""
    gone = asyncio.Event()

    async def on_disconnect():
        gone.set()

    with Natsd(*free_ports(2)) as server:
        nc = await nats.connect(
            f"nats://{HOST}:{server.port}", error_cb=quiet, disconnected_cb=on_disconnect, allow_reconnect=False
        )
        server.kill()
        await asyncio.wait_for(gone.wait(), WAIT)
        await nc.close()


async def output_to_a_pipe():
    with Natsd(*free_ports(2), "-D", output=subprocess.PIPE) as server:
        await works(server)
        server.terminate()
        out, err = server.process.communicate(timeout=WAIT)
        check(out == b"", out[:200])
        log = err.decode()
        for line in (f"Listening for client connections on {HOST}:{server.port}", "Server is ready", "[DBG]"):
            check(line in log, f"no {line} in {log[:300]}")


async def debug_and_trace():
    with Natsd(*free_ports(2), "-DV", output=subprocess.PIPE) as server:
        await works(server)
        server.terminate()
        log = server.process.communicate(timeout=WAIT)[1].decode()
        for line in ("[DBG]", "[TRC]", "<<- [PUB launch.sub", "->> [PONG]"):
            check(line in log, f"no {line} in {log[-300:]}")


async def config_file(flag, content, *expected):
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "server.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
        with Natsd(*free_ports(2), flag, path) as server:
            varz = server.varz()
            check(varz["port"] == server.port, "the port of the command line is the stronger one")
            for name, value in expected:
                check(varz[name] == value, f"{name} is {varz[name]}")
            check(varz["config_load_time"], "no config_load_time")
            await works(server)
            server.kill()


async def config_file_short():
    content = "port: 4222\nmax_payload: 2048\nserver_name: launched\n"
    await config_file("-c", content, ("max_payload", 2048), ("server_name", "launched"))


async def config_file_long():
    await config_file("--config", "net: 127.0.0.1\nping_interval: '20s'\n", ("ping_interval", 20_000_000_000))


async def several_in_a_row():
    for _ in range(3):
        with Natsd(*free_ports(2)) as server:
            await works(server)
            server.kill()


async def several_at_once():
    """One is up before the next one starts, as a pool in a set-up; then all are killed in the same order."""
    ports = free_ports(6)
    pool = []
    try:
        for i in range(3):
            pool.append(Natsd(*ports[2 * i : 2 * i + 2]).start())
        check(len({server.varz()["server_id"] for server in pool}) == 3, "a server_id is not its own")
        for server in pool:
            await works(server)
    finally:
        for server in pool:
            server.kill()


async def restart_on_the_same_ports(stop):
    ports = free_ports(2)
    before = set()
    for _ in range(3):
        with Natsd(*ports) as server:
            before.add(server.varz()["server_id"])
            await works(server)
            getattr(server, stop)()
    check(len(before) == 3, "a server_id was used again")


async def restart_after_kill():
    await restart_on_the_same_ports("kill")


async def restart_after_terminate():
    await restart_on_the_same_ports("terminate")


async def client_follows_a_restart():
    ports = free_ports(2)
    back = asyncio.Event()

    async def on_reconnect():
        back.set()

    with Natsd(*ports) as first:
        nc = await nats.connect(
            f"nats://{HOST}:{first.port}",
            error_cb=quiet,
            reconnected_cb=on_reconnect,
            reconnect_time_wait=0.1,
            max_reconnect_attempts=-1,
        )
        sub = await nc.subscribe("launch.back")
        first.kill()
    with Natsd(*ports) as again:
        await asyncio.wait_for(back.wait(), WAIT)
        await nc.flush(WAIT)
        await nc.publish("launch.back", b"here")
        check((await sub.next_msg(WAIT)).data == b"here", "here")
        await nc.close()
        again.terminate()


async def client_goes_to_the_other_server():
    back = asyncio.Event()

    async def on_reconnect():
        back.set()

    ports = free_ports(4)
    with Natsd(*ports[:2]) as first, Natsd(*ports[2:]) as second:
        nc = await nats.connect(
            servers=[f"nats://{HOST}:{first.port}", f"nats://{HOST}:{second.port}"],
            dont_randomize=True,
            error_cb=quiet,
            reconnected_cb=on_reconnect,
            reconnect_time_wait=0.1,
        )
        check(nc.connected_url.port == first.port, nc.connected_url)
        first.kill()
        await asyncio.wait_for(back.wait(), WAIT)
        check(nc.connected_url.port == second.port, nc.connected_url)
        await nc.close()


async def stopped_and_continued():
    """A server that stands still keeps its connections and goes on where it was."""
    with Natsd(*free_ports(2)) as server:
        nc = await nats.connect(f"nats://{HOST}:{server.port}", error_cb=quiet)
        sub = await nc.subscribe("launch.still")
        await settle(nc)
        server.process.send_signal(signal.SIGSTOP)
        await nc.publish("launch.still", b"later")
        server.process.send_signal(signal.SIGCONT)
        check((await sub.next_msg(WAIT)).data == b"later", "later")
        await nc.close()
        server.terminate()


CASES = [
    varz_tells_the_ports,
    killed,
    terminated,
    killed_with_a_client,
    output_to_a_pipe,
    debug_and_trace,
    config_file_short,
    config_file_long,
    several_in_a_row,
    several_at_once,
    restart_after_kill,
    restart_after_terminate,
    client_follows_a_restart,
    client_goes_to_the_other_server,
    stopped_and_continued,
]


async def main():
    failed = 0
    for case in CASES:
        name = "python/launch-" + case.__name__.replace("_", "-")
        try:
            await asyncio.wait_for(case(), TEST)
            print("ok", name, flush=True)
        except Exception as e:  # A test that fails in any way is a line of the report.
            failed += 1
            print("FAIL", name, " ".join(repr(e).split())[:500], flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
