// Consumers of every kind.

import { collect, empty, fails, fetched, nanos, on, take } from './jetstream-peer.mjs';
import { check, until, WAIT, within } from './peer.mjs';

export const consumerLifecycle = on('CONSUMER', async (p) => {
  await p.stream();
  await p.consumer({ description: 'one', max_ack_pending: 7, metadata: { a: 'b' } });
  const info = await p.info();
  check(info.config.description === 'one' && info.config.max_ack_pending === 7 && info.config.metadata.a === 'b', info.config);
  check((await p.jsm.consumers.update(p.name, 'd', { description: 'two' })).config.description === 'two', 'update');
  await fails(10148, p.jsm.consumers.add(p.name, { durable_name: 'd', ack_policy: 'none' }));
  const all = [];
  for await (const each of p.jsm.consumers.list(p.name)) all.push(each.name);
  check(all.join() === 'd', all);
  check(await p.jsm.consumers.delete(p.name, 'd'), 'delete');
  await fails(10014, p.info());
});

export const fetchMessages = on('FETCH', async (p) => {
  await p.stream();
  await p.put('a', ...Array(25).keys());
  const c = await p.consumer();
  const first = await fetched(c, 10);
  check(first.map((m) => m.string()).join() === Array.from(Array(10).keys()).join(), 'data');
  const { info } = first[0];
  check(info.streamSequence === 1 && info.deliverySequence === 1 && info.deliveryCount === 1 && info.pending === 24, info);
  for (const m of first) check(await m.ackAck({ timeout: WAIT }), 'not acknowledged');
  check((await take(c, 15)).endsWith('24'), 'the rest');
  await empty(c);
  const now = await p.info();
  check(now.ack_floor.stream_seq === 25 && now.num_ack_pending === 0 && now.num_pending === 0, now);
});

export const fetchBytes = on('BYTES', async (p) => {
  await p.stream();
  await p.put('a', ...Array(10).fill('x'.repeat(1000)));
  const c = await p.consumer();
  let got = 0;
  try {
    for await (const m of await c.fetch({ max_bytes: 3500, expires: WAIT })) got += m.data.length > 0 ? 1 : 0;
  } catch (e) {
    // Of which the client tells in its own words.
    check(/message size exceeds maxbytes/i.test(e.message), `${e}`);
  }
  check(got === 3, `${got} messages`);
});

export const next = on('NEXT', async (p) => {
  await p.stream();
  const c = await p.consumer();
  const waiting = c.next({ expires: WAIT });
  let asked = 0;
  while (asked < 1) asked = (await p.info()).num_waiting;
  await p.put('a', 'late');
  check((await waiting).string() === 'late', 'message');
});

export const consume = on('CONSUME', async (p) => {
  await p.stream();
  const c = await p.consumer();
  const seen = new Set();
  let done;
  const all = new Promise((resolve) => { done = resolve; });
  const running = await c.consume({
    max_messages: 50,
    callback: (m) => {
      seen.add(m.string());
      m.ack();
      if (seen.size === 500) done();
    },
  });
  await Promise.all(Array.from({ length: 500 }, (_, i) => p.js.publish(`${p.name}.a`, `${i}`)));
  await within(WAIT, 'all messages', all);
  await running.close();
  let floor = 0;
  while (floor < 500) floor = (await p.info()).ack_floor.stream_seq;
});

export const consumeTellsOfTheEnd = on('DELETED', async (p) => {
  await p.stream();
  const c = await p.consumer();
  const running = await c.consume({ callback: () => {} });
  const told = (async () => {
    for await (const s of running.status()) if (s.type === 'consumer_deleted') return s;
    return null;
  })();
  let asked = 0;
  while (asked < 1) asked = (await p.info()).num_waiting;
  await p.jsm.consumers.delete(p.name, 'd');
  check((await within(WAIT, 'the notice', told))?.code === 409, 'not told');
  await running.close();
});

export const ordered = on('ORDERED', async (p) => {
  await p.stream();
  await p.put('a', ...Array(100).keys());
  await p.put('b', ...Array(100).keys());
  const c = await p.js.consumers.get(p.name, { filter_subjects: [`${p.name}.b`] });
  const running = await c.consume({ max_messages: 20, expires: 1000 });
  let at = 0;
  for await (const m of running) {
    check(m.string() === `${at}`, `${m.string()} instead of ${at}`);
    if (++at === 50) for await (const { name } of p.jsm.consumers.list(p.name)) await p.jsm.consumers.delete(p.name, name);
    if (at === 100) break;
  }
});

export const push = on('PUSH', async (p) => {
  await p.stream();
  await p.put('a', 1, 2, 3);
  await p.jsm.consumers.add(p.name, {
    durable_name: 'd', ack_policy: 'explicit', deliver_subject: 'js.push', flow_control: true, idle_heartbeat: nanos(500),
  });
  const c = await p.js.consumers.getPushConsumer(p.name, 'd');
  const running = await c.consume();
  await p.put('a', 4);
  const got = [];
  for await (const m of running) {
    got.push(m.string());
    check(await m.ackAck({ timeout: WAIT }), 'not acknowledged');
    if (got.length === 4) break;
  }
  check(got.join() === '1,2,3,4', got);
  check((await p.info()).ack_floor.stream_seq === 4, 'ack floor');
});

export const orderedPush = on('ORDERED_PUSH', async (p) => {
  await p.stream();
  await p.put('a', ...Array(200).keys());
  const c = await p.js.consumers.getPushConsumer(p.name);
  const got = await collect(await c.consume(), 200);
  check(got.every((m, i) => m.string() === `${i}`), 'order');
});

export const acknowledgements = on('ACKS', async (p) => {
  await p.stream();
  await p.put('a', 1, 2, 3, 4);
  const c = await p.consumer({ ack_wait: nanos(60_000) });
  const terminated = p.client.collect(`$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.${p.name}.d`);
  await p.nc.flush();
  const all = await fetched(c, 4);
  check(await all[0].ackAck({ timeout: WAIT }), 'not acknowledged');
  all[1].nak();
  all[2].nak(300);
  all[3].term('poison');
  const again = {};
  for (const m of await fetched(c, 2)) {
    again[m.string()] = m.info.deliveryCount;
    check(await m.ackAck({ timeout: WAIT }), 'not acknowledged');
  }
  check(again[2] === 2 && again[3] === 2, again);
  check((await terminated.next()).json().reason === 'poison', 'reason');
  check((await p.info()).ack_floor.stream_seq === 4, 'ack floor');
});

export const ackWaitAndMaxDeliver = on('MAX', async (p) => {
  await p.stream();
  await p.put('a', 1);
  const told = p.client.collect(`$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.${p.name}.d`);
  await p.nc.flush();
  const c = await p.consumer({ ack_wait: nanos(200), max_deliver: 3 });
  for (let i = 1; i <= 3; i++) check((await fetched(c, 1))[0].info.deliveryCount === i, 'deliveries');
  await empty(c);
  const advisory = (await told.next()).json();
  check(advisory.stream_seq === 1 && advisory.deliveries === 3, advisory);
});

export const backOff = on('BACKOFF', async (p) => {
  await p.stream();
  await p.put('a', 1);
  const c = await p.consumer({ backoff: [nanos(100), nanos(200), nanos(300)], max_deliver: 4 });
  const from = performance.now();
  for (let i = 1; i <= 4; i++) check((await fetched(c, 1))[0].info.deliveryCount === i, 'deliveries');
  check(performance.now() - from > 550, 'too early');
});

export const policies = on('POLICIES', async (p) => {
  await p.stream();
  for (let i = 0; i < 6; i++) await p.put('ab'[i % 2], i);
  const cases = [
    ['0 1 2 3 4 5', {}], ['5', { deliver_policy: 'last' }], ['3 4 5', { deliver_policy: 'by_start_sequence', opt_start_seq: 4 }],
    ['4 5', { deliver_policy: 'last_per_subject', filter_subject: `${p.name}.>` }], ['0 2 4', { filter_subject: `${p.name}.a` }],
    ['0 1 2 3 4 5', { filter_subjects: [`${p.name}.a`, `${p.name}.b`] }],
  ];
  for (const [i, [wanted, config]] of cases.entries()) {
    const c = await p.consumer({ durable_name: `d${i}`, ...config });
    const got = await take(c, wanted.split(' ').length);
    check(got === wanted, `${got} instead of ${wanted}`);
    check((await p.info(`d${i}`)).num_pending === 0, 'pending');
  }
  const c = await p.consumer({ durable_name: 'new', deliver_policy: 'new', headers_only: true });
  await p.put('a', 'twelve bytes');
  const [m] = await fetched(c, 1);
  check(m.data.length === 0 && m.headers.get('Nats-Msg-Size') === '12', 'headers only');
});

export const pause = on('PAUSE', async (p) => {
  await p.stream();
  await p.put('a', 1);
  const c = await p.consumer();
  check((await p.jsm.consumers.pause(p.name, 'd', new Date(Date.now() + 3_600_000))).paused, 'pause');
  await empty(c);
  check(!(await p.jsm.consumers.resume(p.name, 'd')).paused, 'resume');
  check(await take(c, 1) === '1', 'after the pause');
});

export const ephemeralGoes = on('EPHEMERAL', async (p) => {
  await p.stream();
  const { name } = await p.jsm.consumers.add(p.name, { ack_policy: 'explicit', inactive_threshold: nanos(200) });
  let there = true;
  const look = async () => { there = await p.info(name).then(() => true, () => false); };
  void look();
  await until('end of the consumer', () => {
    void look();
    return !there;
  });
});
