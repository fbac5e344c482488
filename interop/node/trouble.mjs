// Servers that go, and clients that are too slow.

import { certificate, check, Raw, serve, Server, until, using, WAIT, within } from './peer.mjs';

// The server is killed and started again on its port: the client is back, and its subscriptions with it.
async function comesBack(config, options = {}) {
  const first = await Server.start(config);
  const again = { reconnect: true, maxReconnectAttempts: -1, reconnectTimeWait: 50, reconnectJitter: 0, reconnectJitterTLS: 0 };
  await using([first.open({ ...again, ...options })], async (client) => {
    const sub = client.collect('js.back.*');
    const group = client.collect('js.back.*', { queue: 'group' });
    client.nc.publish('js.back.1', 'before');
    for (const each of [sub, group]) check((await each.next()).string() === 'before', 'before');
    await first.end('SIGKILL');
    await client.told('disconnect');
    const second = await Server.start(config, first.port);
    await client.told('reconnect');
    await client.nc.flush();
    await using([second.open(options)], async (other) => {
      other.nc.publish('js.back.2', 'after');
      for (const each of [sub, group]) check((await each.next()).string() === 'after', 'after');
    });
  });
}

export const reconnectAfterAKill = () => comesBack('open');
export const reconnectWithTlsAndUser = () => comesBack('tls-users', {
  tls: { caFile: certificate('ca') },
  user: 'alice',
  pass: 's3cr3t',
});

export async function lameDuck() {
  const server = await Server.start('open');
  const client = await server.open();
  const messages = client.collect('js.duck');
  await client.nc.flush();
  server.process.kill('SIGUSR2');
  await client.told('ldm');
  client.nc.publish('js.duck', 'quack');
  check((await messages.next()).string() === 'quack', 'it serves who is there');
  await within(WAIT, 'the end of the connection', client.nc.closed());
  check(await within(WAIT, 'the end of the server', server.ended) === 0, 'code of the server');
}

export async function slowConsumerAtTheClient() {
  await using([(await serve('open')).open()], async (client) => {
    const sub = client.nc.subscribe('js.slow', { slow: 5 });
    for (let i = 0; i < 50; i++) client.nc.publish('js.slow', `${i}`);
    const { sub: which, pending } = await client.told('slowConsumer');
    check(which.getSubject() === 'js.slow' && pending > 5, pending);
    let next = 0;
    for await (const m of sub) {
      check(m.string() === `${next++}`, m.string());
      if (next === 50) break;
    }
  });
}

export async function slowConsumerAtTheServer() {
  const server = await Server.start('slow');
  const raw = await Raw.open(server);
  raw.send('CONNECT {"verbose":false}\r\nSUB js.flood 1\r\nPING\r\n');
  await until('PONG', () => raw.text === 'PONG\r\n');
  raw.socket.pause();
  await using([server.open(), server.open()], async (quick, publisher) => {
    const chunk = Buffer.alloc(64 << 10);
    let sent = 0;
    let got = 0;
    quick.nc.subscribe('js.flood', { callback: (_, m) => { got += m.data.length; } });
    await quick.nc.flush();
    for (; sent < 2000 && !server.log.includes('Slow Consumer'); sent++) {
      publisher.nc.publish('js.flood', chunk);
      await publisher.nc.flush();
    }
    await until('line in the log', () => server.log.includes('Slow Consumer Detected'));
    raw.socket.resume();
    const rest = await raw.rest();
    check(rest.length < sent * chunk.length && !rest.includes('-ERR'), `${rest.length} bytes, …${rest.slice(-60)}`);
    await until('all at the quick one', () => got === sent * chunk.length);
    await publisher.works('js.after.the.flood');
  });
}
