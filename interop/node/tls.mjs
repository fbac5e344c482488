// TLS with authorities of our own.

import { errors } from '@nats-io/transport-node';
import { certificate, check, fails, Raw, refused, serve, using } from './peer.mjs';

const trusting = (ca, client) => ({
  caFile: certificate(ca),
  ...(client ? { certFile: certificate(client), keyFile: certificate(`${client}-key`) } : {}),
});

async function secured(server, tls, options = {}) {
  await using([server.open({ tls, ...options })], async (client) => {
    check(client.nc.protocol.transport.isEncrypted(), 'not encrypted');
    await client.works('js.secured');
  });
}

export async function tls() {
  const server = await serve('tls');
  await secured(server, trusting('ca'));
  check((await Raw.open(server)).info.tls_required === true, 'INFO without tls_required');
}

export async function tlsOfEachVersion() {
  const server = await serve('tls');
  for (const version of ['TLSv1.2', 'TLSv1.3']) {
    await secured(server, { ...trusting('ca'), minVersion: version, maxVersion: version });
  }
}

export async function tlsLargePayload() {
  await using([(await serve('tls')).open({ tls: trusting('ca') })], async (client) => {
    const messages = client.collect('js.tls.large');
    const large = Buffer.alloc(client.nc.info.max_payload, '0123456789abcdef');
    for (let i = 0; i < 8; i++) client.nc.publish('js.tls.large', large);
    for (let i = 0; i < 8; i++) check(large.equals((await messages.next()).data), 'the payload has changed');
  });
}

async function distrusted(options) {
  const e = await fails((await serve('tls')).open(options));
  check(/certificate|SELF_SIGNED|UNABLE_TO/i.test(`${e.code} ${e.message} ${e.cause}`), `${e.stack}`);
}

export const tlsWrongAuthority = () => distrusted({ tls: trusting('other-ca') });

// The client turns to TLS when INFO says so, and then knows no authority for the server.
export const tlsNotAskedFor = () => distrusted({});

export async function tlsForbiddenByTheClient() {
  const e = await fails((await serve('tls')).open({ tls: null }));
  check(/tls/i.test(e.message), `${e}`);
}

export async function tlsWhereThereIsNone() {
  const e = await fails((await serve('open')).open({ tls: {} }));
  check(e instanceof errors.ConnectionError || /tls/i.test(e.message), `${e}`);
}

export async function tlsRequiredAndNotSpoken() {
  const raw = await Raw.open(await serve('tls'));
  raw.send('CONNECT {"verbose":false}\r\nPING\r\n');
  const rest = await raw.rest();
  check(!rest.includes('PONG'), rest);
}

export async function tlsMutual() {
  await secured(await serve('tls-verify'), trusting('ca', 'client'));
}

// In TLS 1.3 the client hears of it after its handshake; then the connection has ended before its PONG.
export async function tlsMutualWithoutCertificate() {
  await fails((await serve('tls-verify')).open({ tls: trusting('ca') }));
}

export async function tlsMutualWithTheCertificateOfAStranger() {
  await fails((await serve('tls-verify')).open({ tls: trusting('ca', 'stranger') }));
}

export async function tlsFirst() {
  await secured(await serve('tls-first'), { ...trusting('ca'), handshakeFirst: true });
}

export async function tlsFirstOrAfterAWhile() {
  const server = await serve('tls-auto');
  await secured(server, { ...trusting('ca'), handshakeFirst: true });
  await secured(server, trusting('ca'));
}

export async function tlsOptional() {
  const server = await serve('tls-optional');
  await using([server.open({ tls: null })], (client) => client.works('js.plain'));
  await secured(server, trusting('ca'));
  const { info } = await Raw.open(server);
  check(info.tls_available === true && !info.tls_required, info);
}

export async function tlsAndUser() {
  const server = await serve('tls-users');
  await secured(server, trusting('ca'), { user: 'alice', pass: 's3cr3t' });
  await refused(server, { tls: trusting('ca'), user: 'alice', pass: 'wrong' });
  await refused(server, { tls: trusting('ca') });
}
