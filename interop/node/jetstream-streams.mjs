// Streams, and what is published to them.

import { headers as newHeaders, errors } from '@nats-io/transport-node';
import { collect, empty, fails, nanos, on, Peer, store, take } from './jetstream-peer.mjs';
import { check, Server } from './peer.mjs';

export const streamLifecycle = on('LIFE', async (p) => {
  const info = await p.stream({ description: 'one', metadata: { a: 'b' } });
  check(info.config.description === 'one' && info.config.metadata.a === 'b' && info.config.max_msgs === -1, info.config);
  await p.stream({ description: 'one', metadata: { a: 'b' } });
  await fails(10058, p.stream({ description: 'two' }));
  check((await p.jsm.streams.update(p.name, { description: 'two' })).config.description === 'two', 'update');
  await p.put('a', 1, 2, 3);
  check(await p.jsm.streams.find(`${p.name}.x`) === p.name, 'by subject');
  const names = [];
  for await (const name of p.jsm.streams.names(`${p.name}.a`)) names.push(name);
  check(names.join() === p.name, names);
  const list = [];
  for await (const each of p.jsm.streams.list()) list.push(each.config.name);
  check(list.includes(p.name), list);
  const details = await p.jsm.streams.info(p.name, { subjects_filter: '>', deleted_details: true });
  check(details.state.subjects[`${p.name}.a`] === 3, details.state);
  check((await p.jsm.streams.purge(p.name, { filter: `${p.name}.a`, keep: 1 })).purged === 2, 'purge');
  const state = await p.state();
  check(state.messages === 1 && state.first_seq === 3, state);
  check(await p.jsm.streams.delete(p.name), 'delete');
  await fails(10059, p.jsm.streams.info(p.name));
});

export const streamMessages = on('MESSAGES', async (p) => {
  await p.stream({ allow_direct: true });
  const h = newHeaders();
  h.set('Color', 'red');
  await p.js.publish(`${p.name}.a`, 'one', { headers: h });
  await p.put('b', 'two');
  await p.put('a', 'three');
  for (const api of [p.jsm.streams, p.jsm.direct]) {
    let m = await api.getMessage(p.name, { seq: 1 });
    check(m.string() === 'one' && m.subject === `${p.name}.a` && m.header.get('Color') === 'red', m);
    m = await api.getMessage(p.name, { last_by_subj: `${p.name}.a` });
    check(m.seq === 3 && m.string() === 'three', m);
    m = await api.getMessage(p.name, { next_by_subj: `${p.name}.a`, seq: 2 });
    check(m.seq === 3, m);
    check(await api.getMessage(p.name, { seq: 99 }) === null, 'a message that is not there');
  }
  const batch = await collect(await p.jsm.direct.getBatch(p.name, { seq: 1, batch: 2 }), 2);
  check(batch.map((m) => m.string()).join() === 'one,two', batch.length);
  const last = await collect(await p.jsm.direct.getLastMessagesFor(p.name, { multi_last: [`${p.name}.>`] }), 2);
  check(last.map((m) => m.seq).join() === '2,3', last.map((m) => m.seq));
  check(await p.jsm.streams.deleteMessage(p.name, 1), 'delete');
  check(await p.jsm.streams.getMessage(p.name, { seq: 1 }) === null, 'a deleted message');
});

export const streamLimits = on('LIMITS', async (p) => {
  await p.stream({ max_msgs: 3, storage: 'memory' });
  await p.put('a', 1, 2, 3, 4, 5);
  check((await p.state()).first_seq === 3, 'old ones');
  await p.jsm.streams.update(p.name, { discard: 'new' });
  await fails(10077, p.js.publish(`${p.name}.a`));
  await p.stream({ name: `${p.name}_AGE`, max_age: nanos(200), duplicate_window: nanos(200) });
  await p.js.publish(`${p.name}_AGE.a`);
  let left = 1;
  while (left > 0) left = (await p.state(`${p.name}_AGE`)).messages;
});

export const publishExpectations = on('EXPECT', async (p) => {
  await p.stream();
  const publish = (options) => p.js.publish(`${p.name}.a`, 'x', options);
  check((await publish({ msgID: '1' })).seq === 1, 'sequence');
  check((await publish({ msgID: '1' })).duplicate, 'no duplicate');
  await publish({ expect: { lastSequence: 1, streamName: p.name, lastMsgID: '1' } });
  await publish({ expect: { lastSubjectSequence: 2 } });
  await fails(10071, publish({ expect: { lastSequence: 1 } }));
  await fails(10071, publish({ expect: { lastSubjectSequence: 1 } }));
  await fails(10060, publish({ expect: { streamName: 'other' } }));
  await fails(10070, publish({ expect: { lastMsgID: 'other' } }));
  let error;
  await p.js.publish('nobody.listens', '', { retries: 1 }).catch((e) => { error = e; });
  check(error && (error.cause instanceof errors.NoRespondersError || error instanceof errors.NoRespondersError || /no respond|jetstream is not/i.test(`${error}`)), `${error}`);
});

export const publishManyAtOnce = on('MANY', async (p) => {
  await p.stream();
  const acks = await Promise.all(Array.from({ length: 1000 }, (_, i) => p.js.publish(`${p.name}.a`, `${i}`)));
  check(acks.every((ack, i) => ack.seq === i + 1), 'sequences');
});

export const publishTtl = on('TTL', async (p) => {
  await p.stream({ allow_msg_ttl: true });
  await p.js.publish(`${p.name}.a`, 'short', { ttl: '1s' });
  await p.js.publish(`${p.name}.a`, 'long', { ttl: '1h' });
  let left = 2;
  while (left > 1) left = (await p.state()).messages;
});

export const transformAndRepublish = on('TRANSFORM', async (p) => {
  await p.stream({ subject_transform: { src: `${p.name}.in.*`, dest: `${p.name}.out.$1` }, republish: { src: '>', dest: 'js.again.>' } });
  const again = p.client.collect('js.again.>');
  await p.nc.flush();
  await p.put('in.x', 'hello');
  const m = await again.next();
  check(m.subject === `js.again.${p.name}.out.x` && m.headers.get('Nats-Sequence') === '1' && m.string() === 'hello', m.subject);
});

export const mirrorsAndSources = on('COPIED', async (p) => {
  await p.stream();
  await p.put('a', ...Array(50).keys());
  await p.stream({ name: `${p.name}_MIRROR`, mirror: { name: p.name } });
  await p.stream({ name: `${p.name}_SOURCE`, sources: [{ name: p.name, subject_transforms: [{ src: `${p.name}.b`, dest: `${p.name}.c` }] }] });
  await p.put('b', ...Array(50).keys());
  for (const [name, count] of [['MIRROR', 100], ['SOURCE', 50]]) {
    let got = 0;
    while (got < count) got = (await p.state(`${p.name}_${name}`)).messages;
  }
  const m = await p.jsm.streams.getMessage(`${p.name}_SOURCE`, { seq: 50 });
  check(m.subject === `${p.name}.c` && m.string() === '49', m.subject);
  check(m.header.get('Nats-Stream-Source').startsWith(`${p.name} 100 `), m.header.get('Nats-Stream-Source'));
});

export const workQueue = on('WORK', async (p) => {
  await p.stream({ retention: 'workqueue' });
  const c = await p.consumer();
  await fails(10099, p.consumer({ durable_name: 'e' }));
  await p.put('a', 1, 2, 3);
  check(await take(c, 3) === '1 2 3', 'work');
  let left = 3;
  while (left > 0) left = (await p.state()).messages;
});

export const accountInfo = on('ACCOUNT', async (p) => {
  await p.stream();
  const info = await p.jsm.getAccountInfo();
  check(info.streams >= 1 && info.limits.max_streams === -1 && info.api.level >= 1, info);
});

export async function restart() {
  const more = ['-js', '-sd', store()];
  const first = await Server.start(null, -1, more);
  const client = await first.open({ reconnect: true, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
  const p = await Peer.of(client, 'JS_RESTART');
  await p.stream();
  await p.put('a', ...Array(100).keys());
  const c = await p.consumer();
  await take(c, 40);
  await first.end();
  const again = await Server.start(null, first.port, more);
  await client.told('reconnect');
  check((await p.state()).messages === 100, 'messages');
  check((await p.info()).ack_floor.stream_seq === 40, 'ack floor');
  check((await take(c, 60)).startsWith('40 41 '), 'the rest');
  await empty(c);
  await client.close();
  await again.end();
}
