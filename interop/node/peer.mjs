// What the cases of nats.js need: servers of ../servers, clients that remember what they were told, and bare sockets.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect as tcp } from 'node:net';
import { join } from 'node:path';
import { connect, errors } from '@nats-io/transport-node';

export const WAIT = 20_000;
const START = 180_000;
const ASKS = 20;

export function check(good, what) {
  if (!good) throw new Error(typeof what === 'string' ? what : JSON.stringify(what));
}

export function within(ms, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// For what nothing tells of.
export async function until(what, good) {
  for (const end = Date.now() + WAIT; !good();) {
    check(Date.now() < end, `no ${what}`);
    await new Promise((wake) => setTimeout(wake, ASKS));
  }
}

export const certificate = (name) => join(process.env.MIDGE_CERTS, `${name}.pem`);

export class Server {
  static running = new Set();
  log = '';

  static async start(config, port = -1, more = []) {
    const self = new Server();
    const [program, ...args] = (process.env.MIDGE_SERVER ?? '../../nats-server').trim().split(/\s+/);
    args.push('-a', '127.0.0.1', '-p', `${port}`);
    if (config) args.push('-c', join(process.env.MIDGE_SERVERS, `${config}.conf`));
    args.push(...more);
    self.process = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    Server.running.add(self);
    self.ended = once(self.process, 'close').then(([code]) => {
      Server.running.delete(self);
      return code;
    });
    const early = self.ended.then(() => { throw new Error(`ended before it listened: ${self.log.slice(-300)}`); });
    early.catch(() => {});
    const listens = new Promise((done) => {
      self.process.stderr.setEncoding('utf8').on('data', (text) => {
        self.log += text;
        const found = /Listening for client connections on \S*:(\d+)\r?\n/.exec(self.log);
        if (found) done(Number(found[1]));
      });
    });
    self.port = await within(START, 'a port', Promise.race([listens, early]));
    return self;
  }

  end(signal = 'SIGTERM') {
    this.process.kill(signal);
    return within(WAIT, 'the end of the server', this.ended);
  }

  open(options = {}) {
    return Client.open({ port: this.port, ...options });
  }
}

const served = new Map();

// One server for each file, started by the first case that wants it.
export function serve(name) {
  if (!served.has(name)) served.set(name, Server.start(name));
  return served.get(name);
}

// A connection, and what it reports by itself: `told(type)` waits for a report and takes it.
export class Client {
  reports = [];
  waiting = [];

  static async open(options) {
    const self = new Client();
    self.nc = await connect({ reconnect: false, timeout: WAIT, ...options });
    (async () => {
      for await (const status of self.nc.status()) {
        const at = self.waiting.findIndex((w) => w.type === status.type);
        if (at >= 0) self.waiting.splice(at, 1)[0].done(status);
        else self.reports.push(status);
      }
    })();
    return self;
  }

  told(type) {
    const at = this.reports.findIndex((s) => s.type === type);
    if (at >= 0) return Promise.resolve(this.reports.splice(at, 1)[0]);
    return within(WAIT, `report of ${type}`, new Promise((done) => this.waiting.push({ type, done })));
  }

  async error(kind, text) {
    const { error } = await this.told('error');
    check(error instanceof kind, `expected ${kind.name}, got ${error?.name}: ${error?.message}`);
    check(error.message.toLowerCase().includes(text.toLowerCase()), `expected ${text}, got ${error.message}`);
    return error;
  }

  // Nothing more was reported by now.
  async silent() {
    await this.nc.flush();
    check(!this.reports.some((s) => s.type === 'error'), `not expected: ${this.reports.map((s) => s.error?.message)}`);
  }

  async works(subject) {
    const messages = this.collect(subject);
    this.nc.publish(subject, 'around');
    check((await messages.next()).string() === 'around', 'around');
    messages.sub.unsubscribe();
  }

  // A subscription whose messages are taken one by one.
  collect(subject, options = {}) {
    const got = [];
    const waiting = [];
    const errors = [];
    const callback = (error, message) => {
      if (error) errors.push(error);
      else if (waiting.length) waiting.shift()(message);
      else got.push(message);
    };
    const sub = this.nc.subscribe(subject, { ...options, callback });
    const next = () => (got.length
      ? Promise.resolve(got.shift())
      : within(WAIT, `message on ${subject}`, new Promise((done) => waiting.push(done))));
    return { sub, next, got, errors };
  }

  close() {
    return this.nc.close();
  }
}

// Runs with clients that are closed in the end.
export async function using(clients, body) {
  const all = await Promise.all(clients);
  try {
    return await body(...all);
  } finally {
    await Promise.all(all.map((c) => c.close()));
  }
}

export async function fails(opening) {
  let client;
  try {
    client = await opening;
  } catch (e) {
    return e;
  }
  await client.close();
  throw new Error('was let in');
}

export async function refused(server, options = {}) {
  const e = await fails(server.open(options));
  check(e instanceof errors.AuthorizationError && e.message === 'Authorization Violation', `${e?.name}: ${e?.message}`);
}

// A connection without a client.
export class Raw {
  text = '';

  static async open(server) {
    const self = new Raw();
    self.socket = tcp(server.port, '127.0.0.1');
    self.socket.setEncoding('latin1').on('data', (text) => { self.text += text; });
    // However the server closes.
    self.socket.on('error', () => {});
    self.closed = new Promise((done) => { self.socket.once('close', done); });
    await until('INFO', () => self.text.includes('\n'));
    const line = self.text.slice(0, self.text.indexOf('\n') + 1);
    self.text = self.text.slice(line.length);
    self.info = JSON.parse(line.slice('INFO '.length));
    return self;
  }

  send(text) {
    this.socket.write(text);
  }

  async rest() {
    await within(WAIT, 'the end of the connection', this.closed);
    return this.text;
  }
}

const AT_ONCE = 8;
const TEST = 300_000;

// All cases, some at a time; a line for each.
export async function runAll(prefix, cases) {
  const left = Object.entries(cases);
  let failed = 0;
  const lane = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [key, test] = next;
      const name = `${prefix}/${key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
      try {
        await within(TEST, 'the test', test());
        console.log(`ok ${name}`);
      } catch (e) {
        failed++;
        console.log(`FAIL ${name} ${`${e?.stack ?? e}`.replace(/\s+/g, ' ').slice(0, 500)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  await Promise.all([...Server.running].map((s) => s.end().catch(() => s.end('SIGKILL'))));
  process.exit(failed ? 1 : 0);
}
