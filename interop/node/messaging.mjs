// What a client is for.

import { errors, headers as newHeaders } from '@nats-io/transport-node';
import { check, fails, Raw, serve, Server, until, using, WAIT, within } from './peer.mjs';

const open = async (options) => (await serve('open')).open(options);

export async function serverInfo() {
  await using([open(), open()], async ({ nc }, second) => {
    const { info } = nc;
    check(/^N[A-Z2-7]{55}$/.test(info.server_id), info);
    check(/^2\.\d+\.\d+/.test(info.version) && info.server_name, info);
    check(info.max_payload === 1 << 20 && info.headers === true && info.proto === 1, info);
    check(info.client_ip === '127.0.0.1' && !info.auth_required && !info.tls_required, info);
    check(info.client_id > 0 && info.client_id !== second.nc.info.client_id, 'two connections, one client_id');
  });
}

export async function publishSubscribe() {
  await using([open()], async (client) => {
    const messages = client.collect('js.pub');
    for (let i = 0; i < 1000; i++) client.nc.publish('js.pub', `${i}`, i % 2 ? { reply: 'js.reply' } : {});
    for (let i = 0; i < 1000; i++) {
      const m = await messages.next();
      check(m.string() === `${i}` && (m.reply ?? '') === (i % 2 ? 'js.reply' : ''), [i, m.string(), m.reply]);
    }
    await client.nc.flush();
    check(messages.got.length === 0, 'a message too many');
  });
}

export async function wildcards() {
  await using([open()], async (client) => {
    const token = client.collect('js.w.*.c');
    const rest = client.collect('js.w.>');
    for (const subject of ['js.w.b.c', 'js.w', 'js.w.b', 'js.w.b.c.d', 'js.w.x.c']) client.nc.publish(subject);
    await client.nc.flush();
    check(token.got.map((m) => m.subject).join() === 'js.w.b.c,js.w.x.c', token.got.map((m) => m.subject));
    check(rest.got.map((m) => m.subject).join() === 'js.w.b.c,js.w.b,js.w.b.c.d,js.w.x.c', rest.got.map((m) => m.subject));
  });
}

export async function headers() {
  await using([open()], async (client) => {
    const messages = client.collect('js.h');
    const h = newHeaders();
    h.set('One', '1');
    h.append('Multi', 'a');
    h.append('Multi', 'b c');
    client.nc.publish('js.h', 'hi', { headers: h });
    client.nc.publish('js.h', 'plain');
    const m = await messages.next();
    check(m.string() === 'hi' && m.headers.get('One') === '1', 'headers');
    check(m.headers.values('Multi').join() === 'a,b c', m.headers.values('Multi'));
    check((await messages.next()).headers === undefined, 'headers from nowhere');
  });
}

export async function requestReply() {
  await using([open(), open()], async ({ nc }, responder) => {
    responder.nc.subscribe('js.help', { queue: 'q', callback: (_, m) => m.respond(`re ${m.string()}`) });
    await responder.nc.flush();
    const asked = Array.from({ length: 200 }, (_, i) => nc.request('js.help', `${i}`, { timeout: WAIT }));
    (await Promise.all(asked)).forEach((m, i) => check(m.string() === `re ${i}`, m.string()));
    const old = await nc.request('js.help', 'old', { timeout: WAIT, noMux: true });
    check(old.string() === 're old', old.string());
  });
}

export async function requestManyReplies() {
  await using([open(), open()], async ({ nc }, responder) => {
    responder.nc.subscribe('js.many.help', { callback: (_, m) => { for (let i = 0; i < 5; i++) m.respond(`${i}`); } });
    await responder.nc.flush();
    const got = [];
    for await (const m of await nc.requestMany('js.many.help', '', { strategy: 'count', maxMessages: 5, maxWait: WAIT })) {
      got.push(m.string());
    }
    check(got.join() === '0,1,2,3,4', got);
  });
}

export async function noResponders() {
  await using([open()], async ({ nc }) => {
    for (const noMux of [false, true]) {
      const from = Date.now();
      const e = await nc.request('js.nobody', '', { timeout: WAIT, noMux }).then(() => undefined, (error) => error);
      check(e instanceof errors.NoRespondersError || e?.isNoResponders?.(), `${e}`);
      check(Date.now() - from < 2000, 'the 503 was slow');
    }
  });
}

export async function queueGroup() {
  const members = 4;
  const messages = 4000;
  const clients = Array.from({ length: members + 1 }, () => open());
  await using(clients, async (publisher, ...workers) => {
    const seen = new Array(messages).fill(0);
    const share = new Array(members).fill(0);
    let left = messages;
    workers.forEach((worker, i) => worker.nc.subscribe('js.q', {
      queue: 'workers',
      callback: (_, m) => { seen[Number(m.string())]++; share[i]++; left--; },
    }));
    await Promise.all(workers.map((w) => w.nc.flush()));
    for (let i = 0; i < messages; i++) publisher.nc.publish('js.q', `${i}`);
    await until('more messages', () => left <= 0);
    await Promise.all(workers.map((w) => w.nc.flush()));
    check(seen.every((n) => n === 1), 'a message was lost or came twice');
    // With 3 degrees of freedom below the bound but once in ten million runs.
    const fair = messages / members;
    const chi = share.reduce((sum, n) => sum + (n - fair) ** 2 / fair, 0);
    check(chi < 35, `shares ${share} have chi-square ${chi}`);
  });
}

export async function autoUnsubscribe() {
  await using([open(), open()], async (client, publisher) => {
    const messages = client.collect('js.auto', { max: 5 });
    await client.nc.flush();
    for (let i = 0; i < 10; i++) publisher.nc.publish('js.auto', `${i}`);
    await publisher.nc.flush();
    await client.nc.flush();
    check(messages.got.length === 5 && messages.sub.isClosed(), `${messages.got.length} messages`);
    check(client.nc.stats().inMsgs === 5, client.nc.stats());
  });
}

export async function noEcho() {
  await using([open({ noEcho: true }), open()], async (silent, other) => {
    const own = silent.collect('js.echo');
    const others = other.collect('js.echo');
    await silent.nc.flush();
    await other.nc.flush();
    silent.nc.publish('js.echo', 'own');
    check((await others.next()).string() === 'own', 'own');
    other.nc.publish('js.echo', 'other');
    check((await own.next()).string() === 'other', 'other');
  });
}

export async function drainSubscription() {
  await using([open()], async ({ nc }) => {
    let got = 0;
    const sub = nc.subscribe('js.drain', { callback: () => { got++; } });
    for (let i = 0; i < 2000; i++) nc.publish('js.drain', `${i}`);
    await within(WAIT, 'the drained subscription', sub.drain());
    check(got === 2000 && sub.isClosed(), `${got} messages before the end`);
  });
}

export async function drainConnection() {
  await using([open()], async (publisher) => {
    const client = await open();
    let got = 0;
    client.nc.subscribe('js.drain.all', { callback: () => { got++; } });
    await client.nc.flush();
    for (let i = 0; i < 2000; i++) publisher.nc.publish('js.drain.all', `${i}`);
    await publisher.nc.flush();
    await within(WAIT, 'the drained connection', client.nc.drain());
    check(got === 2000 && client.nc.isClosed(), `${got} messages before the end`);
  });
}

export async function flushAndRtt() {
  await using([open()], async ({ nc }) => {
    for (let i = 0; i < 100; i++) await nc.flush();
    const rtt = await nc.rtt();
    check(rtt >= 0 && rtt < WAIT, `RTT ${rtt}`);
  });
}

export async function verboseAndPedantic() {
  await using([open({ verbose: true, pedantic: true })], async (client) => {
    const messages = client.collect('js.verbose');
    for (let i = 0; i < 100; i++) client.nc.publish('js.verbose', `${i}`);
    for (let i = 0; i < 100; i++) check((await messages.next()).string() === `${i}`, i);
    await client.silent();
  });
}

export async function keepalivePings() {
  await using([open({ pingInterval: 50, maxPingOut: 5 })], async (client) => {
    for (let i = 0; i < 5; i++) await client.told('ping');
    check(!client.nc.isClosed() && !client.reports.some((s) => s.type === 'staleConnection'), 'a ping was not answered');
  });
}

export async function payloadOfOneMebibyte() {
  await using([open()], async (client) => {
    const messages = client.collect('js.large');
    const large = Buffer.alloc(client.nc.info.max_payload, '0123456789abcdef');
    for (let i = 0; i < 8; i++) client.nc.publish('js.large', large);
    for (let i = 0; i < 8; i++) check(large.equals((await messages.next()).data), 'the payload has changed');
  });
}

export async function maxPayloadAtTheClient() {
  await using([open()], async ({ nc }) => {
    let error;
    try {
      nc.publish('js.big', new Uint8Array(nc.info.max_payload + 1));
    } catch (e) {
      error = e;
    }
    check(error?.message.includes('max_payload'), `${error}`);
    await nc.flush();
  });
}

export async function maxPayloadAtTheServer() {
  const raw = await Raw.open(await serve('open'));
  raw.send('CONNECT {"verbose":false}\r\nPUB js.big 1048577\r\n');
  const rest = await raw.rest();
  check(rest === "-ERR 'Maximum Payload Violation'\r\n", rest);
}

export async function nobodyListens() {
  const server = await Server.start('open');
  await server.end('SIGKILL');
  const e = await fails(server.open());
  check(e instanceof errors.ConnectionError && e.message.includes('refused'), `${e}`);
}
