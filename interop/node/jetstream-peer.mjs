// What the cases of JetStream need: a server that stores, and a client with streams of a case's name.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream, jetstreamManager, JetStreamApiError } from '@nats-io/jetstream';
import { check, Server, using, WAIT } from './peer.mjs';

// Enough for what is said not to happen. The client does not wait for less.
export const SOON = 1_000;

export const nanos = (ms) => ms * 1_000_000;

const stores = [];
process.on('exit', () => stores.forEach((store) => rmSync(store, { recursive: true, force: true })));

export function store() {
  stores.push(mkdtempSync(join(tmpdir(), 'midge-jetstream-')));
  return stores.at(-1);
}

let shared;

const server = () => (shared ??= Server.start(null, -1, ['-js', '-sd', store()]));

export async function collect(iterator, count) {
  const got = [];
  for await (const each of iterator) {
    got.push(each);
    if (got.length === count) break;
  }
  return got;
}

export class Peer {
  static async of(client, name) {
    const self = new Peer();
    self.client = client;
    self.nc = client.nc;
    self.name = name;
    self.js = jetstream(client.nc, { timeout: WAIT });
    self.jsm = await jetstreamManager(client.nc, { timeout: WAIT });
    return self;
  }

  stream(config = {}) {
    const name = config.name ?? this.name;
    const subjects = config.mirror || config.sources ? undefined : [`${name}.>`];
    return this.jsm.streams.add({ name, subjects, ...config });
  }

  async put(subject, ...texts) {
    for (const text of texts) await this.js.publish(`${this.name}.${subject}`, `${text}`);
  }

  async state(name = this.name) {
    return (await this.jsm.streams.info(name)).state;
  }

  async consumer(config = {}) {
    const { name } = await this.jsm.consumers.add(this.name, { durable_name: 'd', ack_policy: 'explicit', ...config });
    return this.js.consumers.get(this.name, name);
  }

  info(name = 'd') {
    return this.jsm.consumers.info(this.name, name);
  }
}

// As many messages, acknowledged.
export async function take(consumer, count) {
  const texts = [];
  for (const m of await fetched(consumer, count)) {
    check(await m.ackAck({ timeout: WAIT }), 'not acknowledged');
    texts.push(m.string());
  }
  return texts.join(' ');
}

export async function fetched(consumer, count) {
  const all = await collect(await consumer.fetch({ max_messages: count, expires: WAIT }), count);
  check(all.length === count, `${all.length} messages instead of ${count}`);
  return all;
}

export async function empty(consumer) {
  check(await consumer.next({ expires: SOON }) === null, 'a message too many');
}

export async function fails(code, promise) {
  let error;
  try {
    await promise;
  } catch (e) {
    error = e;
  }
  check(error instanceof JetStreamApiError && error.code === code, `expected ${code}, got ${error?.code} ${error}`);
}

// A case with a client of its own.
export const on = (name, body) => async () => using([(await server()).open()], async (client) => body(await Peer.of(client, `JS_${name}`)));
