// Clients of a server with several accounts.

import { errors } from '@nats-io/transport-node';
import { check, serve, using, WAIT } from './peer.mjs';

// A client of one of the accounts; its name is the user's.
export const as = async (user) => (await serve('accounts')).open({ user, pass: 'pw', name: user });

// With one client of each account.
export const tenants = (body) => using([as('svc'), as('app'), as('web')], body);

// One that answers with what make says.
export async function answers(client, subject, make, options = {}) {
  const sub = client.nc.subscribe(subject, { ...options, callback: (_, m) => { m.respond(make(m)); } });
  await client.nc.flush();
  return sub;
}

export const echo = (m) => `re ${m.string()}`;

export async function asked(client, subject, data, wanted, options = {}) {
  const reply = await client.nc.request(subject, data, { timeout: WAIT, ...options }).catch((e) => { throw new Error(`${subject}: ${e}`); });
  check(reply.string() === wanted, `${subject}: expected ${wanted}, got ${reply.string()}`);
  return reply;
}

export async function nobody(client, subject) {
  for (const noMux of [false, true]) {
    const e = await client.nc.request(subject, '', { timeout: WAIT, noMux }).then((m) => m.string(), (error) => error);
    check(e instanceof errors.NoRespondersError || e?.isNoResponders?.(), `${subject}: expected no responders, got ${e}`);
  }
}

export async function listens(client, subject) {
  const messages = client.collect(subject);
  await client.nc.flush();
  return messages;
}

export async function told(messages, subject, data) {
  const m = await messages.next();
  check(m.subject === subject && m.string() === data, `expected ${data} on ${subject}, got ${m.string()} on ${m.subject}`);
  return m;
}

// A round trip proves that no more messages are under way.
export async function nothing(client, messages) {
  await client.nc.flush();
  check(messages.got.length === 0, `a message too many: ${messages.got.map((m) => `${m.subject} ${m.string()}`)}`);
}
