// Who gets in, and what for.

import { createInbox, errors } from '@nats-io/transport-node';
import { check, Raw, refused, serve, using } from './peer.mjs';

async function admitted(server, options) {
  await using([server.open(options)], (client) => client.works('js.admitted'));
}

export async function token() {
  const server = await serve('token');
  await admitted(server, { token: 's3cr3t' });
  await refused(server, { token: 'S3cr3t' });
  await refused(server, { user: 's3cr3t', pass: '' });
  await refused(server);
}

export async function tokenOfWhichTheServerHasTheHash() {
  const server = await serve('hashed-token');
  await admitted(server, { token: 'hashed token' });
  await refused(server, { token: 'hashed_token' });
  await refused(server, { token: '$2a$04$hL7IcbPFKQYQVgHWqFNVA.zKIYpH48H9hn5qWvKOl7NVTYc8qBAbC' });
}

export async function userAndPassword() {
  await using([(await serve('user')).open({ user: 'alice', pass: 's3cr3t' })], async (client) => {
    check(client.nc.info.auth_required === true, 'INFO without auth_required');
    await client.works('js.user');
  });
}

export async function wrongPassword() {
  const server = await serve('user');
  for (const pass of ['', 'S3cr3t', 's3cr3', 's3cr3t ']) await refused(server, { user: 'alice', pass });
  await refused(server, { user: 'bob', pass: 's3cr3t' });
  await refused(server, { token: 's3cr3t' });
}

export async function withoutCredentials() {
  await refused(await serve('user'));
}

export async function bcrypt() {
  const server = await serve('users');
  await admitted(server, { user: 'bob', pass: 'open sesame' });
  await refused(server, { user: 'bob', pass: 'open_sesame' });
  await refused(server, { user: 'bob', pass: '$2a$04$4rQHQw9uSJiuHNPUlAL7eeTCFOoIF1ScB7OPWo92gkMVfPTy.dApS' });
}

export async function users() {
  const server = await serve('users');
  await admitted(server, { user: 'alice', pass: 's3cr3t' });
  await refused(server, { user: 'alice', pass: 'open sesame' });
  await refused(server, { user: 'carol', pass: 's3cr3t' });
  await refused(server);
}

export async function noAuthUser() {
  const server = await serve('guest');
  await using([server.open()], async (client) => {
    await client.works('guest.a');
    client.nc.publish('js.a');
    await client.error(errors.PermissionViolationError, 'permissions violation for publish to "js.a"');
  });
  await admitted(server, { user: 'alice', pass: 's3cr3t' });
  await refused(server, { user: 'alice', pass: 'wrong' });
  await refused(server, { user: 'guest', pass: 'wrong' });
}

export async function whatARefusedClientIsTold() {
  const raw = await Raw.open(await serve('user'));
  check(raw.info.auth_required === true, raw.info);
  raw.send('CONNECT {"verbose":false,"user":"alice","pass":"wrong"}\r\nPING\r\n');
  const rest = await raw.rest();
  check(rest === "-ERR 'Authorization Violation'\r\n", rest);
}

const as = async (user) => (await serve('permissions')).open({ user, pass: 'pw' });

async function denied(client, operation, subject, queue) {
  const what = operation === 'publish' ? 'publish' : 'subscription';
  const error = await client.error(errors.PermissionViolationError, `permissions violation for ${what} to "${subject}"`);
  check(error.operation === what && error.subject === subject && error.queue === queue, [error.operation, error.subject, error.queue]);
}

export async function publishDenied() {
  await using([as('admin'), as('limited')], async (admin, limited) => {
    const { got } = admin.collect('*.secret');
    await admin.nc.flush();
    for (const subject of ['no.secret', 'ok.secret']) {
      limited.nc.publish(subject, 'kept');
      await denied(limited, 'publish', subject);
    }
    await limited.works('ok.publish.denied');
    await limited.silent();
    await admin.nc.flush();
    check(got.length === 0, 'a message that was denied');
  });
}

export async function subscribeDenied() {
  await using([as('admin'), as('limited')], async (admin, limited) => {
    for (const subject of ['no.sub', 'ok.s.hidden']) {
      const { got, errors: told, sub } = limited.collect(subject);
      await denied(limited, 'subscribe', subject);
      check(told.length === 1 && told[0] instanceof errors.PermissionViolationError && sub.isClosed(), `${told}`);
      admin.nc.publish(subject, 'kept');
      await admin.nc.flush();
      await limited.nc.flush();
      check(got.length === 0, `a message of ${subject}`);
    }
    const wide = limited.collect('ok.s.*');
    await limited.nc.flush();
    admin.nc.publish('ok.s.hidden', 'kept');
    admin.nc.publish('ok.s.open', 'given');
    check((await wide.next()).string() === 'given', 'given');
    await limited.silent();
    check(wide.got.length === 0, 'a message that was denied');
  });
}

export async function queuePermission() {
  await using([as('admin'), as('worker')], async (admin, worker) => {
    worker.collect('ok.work');
    await denied(worker, 'subscribe', 'ok.work');
    worker.collect('ok.work', { queue: 'others' });
    await denied(worker, 'subscribe', 'ok.work', 'others');
    const jobs = worker.collect('ok.work', { queue: 'workers' });
    await worker.silent();
    admin.nc.publish('ok.work', 'job');
    check((await jobs.next()).string() === 'job', 'job');
    await worker.silent();
    check(jobs.got.length === 0, 'a message too many');
  });
}

async function responses(user, subject, allowed) {
  await using([as('admin'), as(user)], async (admin, responder) => {
    responder.nc.subscribe(subject, {
      callback: (_, m) => { for (let i = 0; i <= allowed; i++) m.respond(`re ${m.string()}`); },
    });
    await responder.nc.flush();
    responder.nc.publish('ok.not.a.reply');
    await denied(responder, 'publish', 'ok.not.a.reply');
    for (let i = 0; i < 2; i++) {
      const reply = createInbox();
      const replies = admin.collect(reply);
      admin.nc.publish(subject, 'x', { reply });
      for (let j = 0; j < allowed; j++) check((await replies.next()).string() === 're x', 'reply');
      await denied(responder, 'publish', reply);
      await admin.nc.flush();
      check(replies.got.length === 0, 'a reply too many');
    }
  });
}

export const allowResponses = () => responses('responder', 'help', 1);
export const allowTwoResponses = () => responses('twice', 'help.twice', 2);
