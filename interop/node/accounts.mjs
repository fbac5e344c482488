// Services and streams across accounts, mappings, and keys.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInbox, headers as newHeaders, nkeyAuthenticator } from '@nats-io/transport-node';
import { check, refused, serve, until, using, WAIT } from './peer.mjs';
import { answers, as, asked, echo, listens, nobody, nothing, tenants, told } from './tenants.mjs';

export const accountsRequest = () => tenants(async (svc, app, web) => {
  await answers(svc, 'calc.request', echo);
  await asked(app, 'calc.request', 'app', 're app');
  await asked(web, 'remote.calc.request', 'web', 're web');
  await asked(svc, 'calc.request', 'svc', 're svc');
  await asked(web, 'remote.calc.request', 'old', 're old', { noMux: true });
});

export const accountsRequestWithHeaders = () => tenants(async (svc, app, web) => {
  svc.nc.subscribe('calc.headers', {
    callback: (_, m) => {
      const headers = newHeaders();
      for (const value of m.headers.values('Question')) headers.append('Answer-To', value);
      m.respond(m.data, { headers });
    },
  });
  await svc.nc.flush();
  for (const [client, subject] of [[app, 'calc.headers'], [web, 'remote.calc.headers']]) {
    const headers = newHeaders();
    headers.append('Question', 'one');
    headers.append('Question', 'two');
    const reply = await asked(client, subject, 'body', 'body', { headers });
    check(reply.headers.values('Answer-To').join() === 'one,two', `${reply.headers}`);
  }
});

export const accountsParallelRequests = () => tenants(async (svc, app, web) => {
  await answers(svc, 'calc.parallel.*', (m) => `${m.subject} ${m.string()}`);
  const all = [];
  for (let i = 0; i < 200; i++) {
    all.push(asked(app, `calc.parallel.${i}`, `app${i}`, `calc.parallel.${i} app${i}`));
    all.push(asked(web, `remote.calc.parallel.${i}`, `web${i}`, `calc.parallel.${i} web${i}`));
  }
  await Promise.all(all);
});

export const accountsNoResponders = () => tenants(async (svc, app, web) => {
  for (let i = 0; i < 2; i++) {
    await nobody(app, 'calc.away');
    await nobody(web, 'remote.calc.away');
    const sub = await answers(svc, 'calc.away', echo);
    await asked(app, 'calc.away', 'x', 're x');
    await asked(web, 'remote.calc.away', 'x', 're x');
    sub.unsubscribe();
    await svc.nc.flush();
  }
});

export const accountsImportUnderAnotherName = () => tenants(async (svc, app, web) => {
  await answers(svc, 'geo.*.*', (m) => m.subject);
  await asked(web, 'near.a.b', '', 'geo.b.a');
  await nobody(web, 'geo.b.a');
  await nobody(app, 'geo.b.a');
});

export const accountsPrivateService = () => tenants(async (svc, app, web) => {
  await answers(svc, 'private.a', echo);
  await asked(app, 'private.a', 'x', 're x');
  await nobody(web, 'private.a');
});

export const accountsTokenPosition = () => tenants(async (svc, app) => {
  await answers(svc, 'desk.*.open', (m) => m.subject);
  await asked(app, 'my.desk.open', '', 'desk.APP.open');
  await nobody(app, 'desk.WEB.open');
});

export const accountsServiceOfAService = () => tenants(async (svc, app, web) => {
  await nobody(web, 'hop.sum');
  await answers(svc, 'relay.sum', echo);
  await asked(app, 'relay.sum', 'one', 're one');
  await asked(web, 'hop.sum', 'two', 're two');
});

export const accountsSingleResponse = () => tenants(async (svc, app) => {
  await answers(svc, 'calc.single', echo);
  await answers(svc, 'calc.single', echo);
  const inbox = createInbox();
  const replies = await listens(app, inbox);
  for (let i = 0; i < 3; i++) {
    app.nc.publish('calc.single', 'x', { reply: inbox });
    await told(replies, inbox, 're x');
    // The second one has been answered as well by the time that another request has come around.
    await asked(app, 'calc.single', 'y', 're y');
    await nothing(app, replies);
  }
});

const streamed = (offered, imported) => tenants(async (svc, app, web) => {
  svc.nc.subscribe(offered, {
    callback: (_, m) => {
      for (let i = 0; i < 50; i++) m.respond(`${i}`);
      m.respond('');
    },
  });
  await svc.nc.flush();
  for (const [client, subject] of imported(app, web)) {
    let i = 0;
    for await (const m of await client.nc.requestMany(subject, '', { strategy: 'sentinel', maxWait: WAIT })) {
      check(m.string() === (i < 50 ? `${i}` : ''), `${i}: ${m.string()}`);
      i++;
    }
    check(i === 51, `${i} messages`);
    const inbox = createInbox();
    const replies = await listens(client, inbox);
    client.nc.publish(subject, '', { reply: inbox });
    for (i = 0; i < 50; i++) await told(replies, inbox, `${i}`);
    await told(replies, inbox, '');
    await nothing(client, replies);
  }
});

export const accountsStreamedResponse = () => streamed('list.all', (app, web) => [[app, 'list.all'], [web, 'remote.list.all']]);
export const accountsChunkedResponse = () => streamed('chunks.all', (app) => [[app, 'chunks.all']]);

export const accountsQueueGroupOfResponders = () => using(
  [as('svc'), as('svc'), as('svc'), as('app'), as('web')],
  async (a, b, c, app, web) => {
    for (const [i, member] of [a, b, c].entries()) await answers(member, 'calc.group', () => `${i}`, { queue: 'workers' });
    const seen = new Set();
    for (let i = 0; seen.size < 3 && i < 1000; i++) {
      for (const [client, subject] of [[app, 'calc.group'], [web, 'remote.calc.group']]) {
        seen.add((await client.nc.request(subject, '', { timeout: WAIT })).string());
      }
    }
    check(seen.size === 3, `answered by ${[...seen]}`);
  },
);

export const accountsSharedInfo = () => tenants(async (svc, app, web) => {
  await answers(svc, 'calc.who', (m) => m.headers?.get('Nats-Request-Info') ?? '');
  const forged = newHeaders();
  forged.set('Nats-Request-Info', '{"acc":"FORGED"}');
  for (const options of [{}, { headers: forged }]) {
    const who = async (client, subject) => (await client.nc.request(subject, '', { timeout: WAIT, ...options })).json();
    const shared = await who(app, 'calc.who');
    check(shared.acc === 'APP' && shared.user === 'app' && shared.name === 'app' && shared.id === app.nc.info.client_id, shared);
    const not = await who(web, 'remote.calc.who');
    check(not.acc === 'WEB' && !not.user && !not.name && !not.host, not);
  }
});

export const accountsStreamWithPrefix = () => tenants(async (svc, app, web) => {
  const prefixed = await listens(app, 'svc.news.prefix.*');
  const renamed = await listens(web, 'paper.prefix.*');
  const plain = await listens(app, 'news.prefix.*');
  const headers = newHeaders();
  headers.set('Kept', 'yes');
  svc.nc.publish('news.prefix.a', 'today', { headers });
  for (const [messages, subject] of [[prefixed, 'svc.news.prefix.a'], [renamed, 'paper.prefix.a']]) {
    const m = await told(messages, subject, 'today');
    check(m.headers?.get('Kept') === 'yes', `${m.headers}`);
  }
  await nothing(app, plain);
});

export const accountsStreamUnderAnotherName = () => tenants(async (svc, app, web) => {
  const same = await listens(app, 'ticks.rename.*');
  const turned = await listens(web, 'tock.*.rename');
  const one = await listens(web, 'tock.b.>');
  svc.nc.publish('ticks.rename.a', '1');
  svc.nc.publish('ticks.rename.b', '2');
  await told(same, 'ticks.rename.a', '1');
  await told(same, 'ticks.rename.b', '2');
  await told(turned, 'tock.a.rename', '1');
  await told(turned, 'tock.b.rename', '2');
  await told(one, 'tock.b.rename', '2');
  await nothing(web, one);
});

export const accountsPrivateStream = () => tenants(async (svc, app, web) => {
  const kept = await listens(app, 'only.web.>');
  const given = await listens(web, 'only.web.>');
  svc.nc.publish('only.web.a', 'x');
  await told(given, 'only.web.a', 'x');
  await nothing(app, kept);
});

export const accountsQueueGroupOfAStream = () => using([as('svc'), as('app'), as('app'), as('app')], async (svc, ...apps) => {
  const all = await listens(apps[0], 'svc.news.group');
  const members = [];
  for (const app of apps) {
    members.push(app.collect('svc.news.group', { queue: 'readers' }));
    await app.nc.flush();
  }
  for (let i = 0; i < 100; i++) svc.nc.publish('news.group', `${i}`);
  for (let i = 0; i < 100; i++) await told(all, 'svc.news.group', `${i}`);
  const got = () => members.flatMap((m) => m.got.map((message) => message.string()));
  await until('message to one of the group', () => got().length >= 100);
  for (const app of apps) await app.nc.flush();
  check(got().length === 100 && new Set(got()).size === 100, `${got()}`);
});

export const accountsIsolation = () => tenants(async (svc, app, web) => {
  const members = { svc, app, web };
  const subs = {};
  for (const [user, client] of Object.entries(members)) {
    subs[user] = await listens(client, 'same.subject');
    await answers(client, 'same.service', () => user, { queue: 'workers' });
  }
  for (const [user, client] of Object.entries(members)) {
    client.nc.publish('same.subject', user);
    await asked(client, 'same.service', '', user);
  }
  for (const [user, client] of Object.entries(members)) {
    await told(subs[user], 'same.subject', user);
    await nothing(client, subs[user]);
  }
  // Nor does who listens to more hear more than its account.
  const all = await listens(web, 'same.>');
  app.nc.publish('same.again', 'other');
  await app.nc.flush();
  web.nc.publish('same.last', 'own');
  await told(all, 'same.last', 'own');
});

const count = async (client, messages, number) => {
  const seen = {};
  for (let i = 0; i < number; i++) {
    const { subject } = await messages.next();
    seen[subject] = (seen[subject] ?? 0) + 1;
  }
  await nothing(client, messages);
  return seen;
};

export const mappingByWeight = () => using([as('app')], async (app) => {
  const coin = await listens(app, 'coin.>');
  const canary = await listens(app, 'canary.>');
  for (let i = 0; i < 400; i++) {
    app.nc.publish('coin.a', 'x');
    app.nc.publish('canary.a', 'x');
  }
  let seen = await count(app, coin, 400);
  check(Object.keys(seen).length === 2 && seen['coin.heads.a'] > 100 && seen['coin.tails.a'] > 100, seen);
  seen = await count(app, canary, 400);
  check(Object.keys(seen).length === 2 && seen['canary.new.a'] > 80 && seen['canary.a'] > 160, seen);
});

export const mappingByPartition = () => using([as('app'), as('web')], async (app, web) => {
  const parts = await listens(app, 'part.>');
  for (const [key, place] of [0, 2, 1, 0, 1, 0, 2, 1, 2, 1, 1, 2].entries()) {
    app.nc.publish(`part.key${key}`, 'x');
    await told(parts, `part.${place}.key${key}`, 'x');
  }
  // Another account has no such mapping.
  const other = await listens(web, 'part.>');
  web.nc.publish('part.key0', 'x');
  await told(other, 'part.key0', 'x');
});

export const mappingToAnImport = () => tenants(async (svc, app) => {
  await nobody(app, 'old.sum');
  await answers(svc, 'calc.sum', (m) => m.subject);
  await asked(app, 'old.sum', '', 'calc.sum');
});

export async function nkey() {
  const seed = await readFile(join(process.env.MIDGE_SERVERS, 'accounts.nk'));
  const server = await serve('accounts');
  const authenticator = nkeyAuthenticator(new TextEncoder().encode(seed.toString().trim()));
  await using([server.open({ authenticator }), as('app'), as('svc')], async (client, app, svc) => {
    const messages = await listens(app, 'nkey.a');
    client.nc.publish('nkey.a', 'x');
    await told(messages, 'nkey.a', 'x');
    await answers(svc, 'calc.nkey', echo);
    await asked(client, 'calc.nkey', 'x', 're x');
  });
}

export async function nkeyThatIsNotKnown() {
  const server = await serve('accounts');
  const other = nkeyAuthenticator(new TextEncoder().encode('SUAMTAHBG4TGXXWYP24JXFIPZTPQLS7SQTMXOPZAFWKWZCHKSGQCAUBNZA'));
  await refused(server, { authenticator: other });
  // The right name, signed by another.
  const nkey = 'UDYCL6I7YXA4CTXPGEHA7FV2ML6TYMH3PDQ42YC5YAQFEJW2F6XOPN7R';
  await refused(server, { authenticator: (nonce) => ({ ...other(nonce), nkey }) });
  await refused(server);
}
