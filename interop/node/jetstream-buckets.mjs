// Key-value buckets and object stores.

import { createHash, randomBytes } from 'node:crypto';
import { Kvm } from '@nats-io/kv';
import { Objm } from '@nats-io/obj';
import { collect, fails, on } from './jetstream-peer.mjs';
import { check, until, WAIT, within } from './peer.mjs';

const bucket = (p, options = {}) => new Kvm(p.js).create(p.name, options);

export const largeObject = on('LARGE', async (p) => {
  const store = await new Objm(p.js).create(p.name);
  const digest = createHash('sha256');
  const block = randomBytes(1 << 20);
  let left = 64;
  const source = new ReadableStream({
    pull(controller) {
      if (left-- === 0) return controller.close();
      block.writeUInt32BE(left);
      digest.update(block);
      return controller.enqueue(new Uint8Array(block));
    },
  });
  const info = await store.put({ name: 'large' }, source);
  check(info.size === 64 << 20 && info.chunks === 512, info);
  const result = await store.get('large');
  const got = createHash('sha256');
  for await (const chunk of result.data) got.update(chunk);
  const error = await result.error;
  check(!error, `${error}`);
  check(got.digest('hex') === digest.digest('hex'), 'the object has changed');
  await store.destroy();
});

export const keyValue = on('KV', async (p) => {
  const kv = await bucket(p, { history: 4 });
  check(await kv.put('a.b', '1') === 1, 'revision');
  const e = await kv.get('a.b');
  check(e.string() === '1' && e.revision === 1 && e.key === 'a.b' && e.operation === 'PUT', e);
  check(await kv.get('nothing') === null, 'nothing');
  await fails(10071, kv.create('a.b', ''));
  await kv.update('a.b', '2', 1);
  await fails(10071, kv.update('a.b', '3', 1));
  check((await kv.get('a.b', { revision: 1 })).string() === '1', 'older');
  await kv.delete('a.b', { previousSeq: 2 });
  check((await kv.get('a.b')).operation === 'DEL', 'deleted');
  await kv.create('a.b', '4');
  const history = await collect(await kv.history({ key: 'a.b' }), 4);
  check(history.map((h) => h.operation).join() === 'PUT,PUT,DEL,PUT', history.map((h) => h.operation));
  await kv.put('c', '5');
  const keys = [];
  for await (const key of await kv.keys()) keys.push(key);
  check(keys.sort().join() === 'a.b,c', keys);
  await kv.purge('a.b');
  check((await kv.get('a.b')).operation === 'PURGE', 'purged');
  const status = await kv.status();
  check(status.history === 4 && status.bucket === p.name && status.values === 2, status.values);
  check(await kv.destroy(), 'destroy');
});

export const keyValueWatch = on('WATCH', async (p) => {
  const kv = await bucket(p, { history: 3 });
  for (const value of ['1', '2']) await kv.put('a', value);
  const seen = [];
  for (const options of [{}, { include: 'history', key: 'a' }, { include: 'updates', ignoreDeletes: true }]) {
    const watcher = await kv.watch(options);
    const got = [];
    seen.push(got);
    (async () => { for await (const e of watcher) got.push(`${e.key}=${e.string()}${e.operation === 'PUT' ? '' : e.operation}`); })();
  }
  await until('what was there', () => seen[0].length === 1 && seen[1].length === 2);
  await kv.put('b', '3');
  await kv.delete('a');
  await kv.put('b', '4');
  await until('updates', () => seen[0].length === 4 && seen[1].length === 3 && seen[2].length === 2);
  check(seen[0].join() === 'a=2,b=3,a=DEL,b=4' && seen[1].join() === 'a=1,a=2,a=DEL' && seen[2].join() === 'b=3,b=4', seen);
});

export const keyValueTtlAndMarkers = on('MARKERS', async (p) => {
  const kv = await bucket(p, { markerTTL: 1000, history: 2 });
  const watcher = await kv.watch({ include: 'updates' });
  const next = () => within(WAIT, 'update', collect(watcher, 2));
  const both = next();
  await kv.create('a', 'short', '1s');
  const [first, second] = await both;
  check(first.string() === 'short' && second.operation === 'PURGE' && second.key === 'a', second);
});

export const keyValueCopies = on('ORIGIN', async (p) => {
  const kv = await bucket(p);
  await kv.put('a', '1');
  const copy = await new Kvm(p.js).create('JS_COPY', { sources: [{ name: p.name }] });
  await kv.put('b', '2');
  let got = null;
  while (got === null) got = await copy.get('b');
  check(got.string() === '2' && (await copy.get('a')).string() === '1', 'values');
});

export const objects = on('OBJECTS', async (p) => {
  const store = await new Objm(p.js).create(p.name, { description: 'd' });
  const data = new Uint8Array(randomBytes(500_001));
  const info = await store.putBlob({ name: 'a b/c', description: 'one', metadata: { k: 'v' }, options: { max_chunk_size: 10_000 } }, data);
  check(info.size === 500_001 && info.chunks === 51, info);
  check(Buffer.compare(await store.getBlob('a b/c'), data) === 0, 'the object has changed');
  await store.update('a b/c', { name: 'renamed', description: 'two' });
  const now = await store.info('renamed');
  check(now.description === 'two' && (await store.info('a b/c')) === null, now);
  const other = await new Objm(p.js).create(`${p.name}_OTHER`);
  await other.link('link', now);
  check((await other.getBlob('link')).length === 500_001, 'by the link');
  await other.linkStore('all', store);
  const watcher = await store.watch();
  const got = [];
  (async () => { for await (const each of watcher) got.push(`${each.name}${each.deleted ? ' deleted' : ''}`); })();
  await store.putBlob({ name: 'small' }, new TextEncoder().encode('x'));
  await store.delete('renamed');
  await until('updates', () => got.includes('renamed deleted'));
  check(got.includes('small'), got);
  check(await store.getBlob('renamed') === null, 'a deleted object');
  check((await store.list()).filter((o) => !o.deleted).map((o) => o.name).join() === 'small', 'list');
  check((await store.seal()).sealed, 'seal');
  check(await store.putBlob({ name: 'more' }, data).then(() => false, () => true), 'put into a sealed store');
});
