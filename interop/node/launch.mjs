// Starts the server the way the tests of nats.js do: `nats-server` is looked for on the PATH (MIDGE_SERVER, under that
// name), gets a configuration file and chooses all ports itself; the ports file says which ones.
// One line per test: `ok NAME` or `FAIL NAME reason`.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { connect as tcp } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { connect } from '@nats-io/transport-node';

const WAIT = 5_000;
const END = 20_000;
const TEST = 90_000;
const POLL = 50;

const home = await mkdtemp(join(tmpdir(), 'launch-'));
const env = { ...process.env, PATH: join(home, 'bin') + delimiter + process.env.PATH };

// A path gets a link, a command line a script.
async function putOnThePath(command) {
  const name = join(home, 'bin', 'nats-server');
  await mkdir(join(home, 'bin'));
  if (existsSync(command)) {
    await symlink(resolve(command), name);
  } else {
    await writeFile(name, `#!/bin/sh\nexec ${command} "$@"\n`);
    await chmod(name, 0o755);
  }
}

function check(good, what) {
  if (!good) throw new Error(typeof what === 'string' ? what : JSON.stringify(what));
}

function within(ms, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// Asks every 50 ms until the answer is something.
async function until(what, ask, ms = WAIT) {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${ms} ms`);
    await new Promise((wake) => setTimeout(wake, POLL));
  }
}

// Strings stand bare in the file unless the language needs quotes, an array has a line per element.
function conf(value, indent = '') {
  const scalar = (v) => (typeof v === 'string' && /^[0-9$]|\s/.test(v) ? `"${v}"` : `${v}`);
  return Object.entries(value).map(([key, v]) => {
    if (Array.isArray(v)) return `${indent}${key} [\n${v.map((e) => `${indent}  ${scalar(e)}`).join('\n')}\n${indent} ]`;
    if (typeof v === 'object') return `${indent}${key} {\n${conf(v, `${indent}  `)}\n${indent} }`;
    return `${indent}${key}: ${scalar(v)}`;
  }).join('\n');
}

const port = (url) => Number(url.slice(url.lastIndexOf(':') + 1));

let servers = [];

class Server {
  log = '';

  static async start(options = {}, format = conf) {
    const self = new Server();
    self.directory = await mkdtemp(join(home, 'server-'));
    self.file = join(self.directory, 'server.conf');
    self.format = format;
    self.options = {
      host: '127.0.0.1',
      port: -1,
      http: '127.0.0.1:-1',
      leafnodes: { listen: '127.0.0.1:-1' },
      websocket: { port: -1, no_tls: true },
      server_tags: [`id:${process.pid}`],
      ports_file_dir: self.directory,
      ...options,
    };
    await self.write();
    self.process = spawn('nats-server', ['-c', self.file], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    servers.push(self);
    self.process.stderr.setEncoding('utf8').on('data', (text) => { self.log += text; });
    self.ended = Promise.race([
      once(self.process, 'close').then(([code, signal]) => ({ code, signal })),
      once(self.process, 'error').then(([e]) => { throw e; }),
    ]);
    self.ended.catch(() => {});
    self.pid = self.process.pid;
    self.portsFile = join(self.directory, `nats-server_${self.pid}.ports`);
    const early = self.ended.then(() => { throw new Error(`ended before its ports file: ${self.log.slice(-300)}`); });
    early.catch(() => {});
    self.ports = await Promise.race([until('ports file', () => self.readPorts()), early]);
    self.port = port(self.ports.nats[0]);
    self.monitor = self.ports.monitoring?.[0];
    await until('client port', () => opens(self.port));
    return self;
  }

  write() {
    return writeFile(this.file, this.format(this.options));
  }

  // What is half written is read again.
  async readPorts() {
    try {
      return JSON.parse(await readFile(this.portsFile, 'utf8'));
    } catch {
      return undefined;
    }
  }

  async get(path) {
    const answer = await fetch(`${this.monitor}${path}`, { signal: AbortSignal.timeout(WAIT) });
    check(answer.status === 200, `${path}: ${answer.status}`);
    return answer.json();
  }

  says(text, from = 0) {
    return until(`log line ${text}`, () => this.log.indexOf(text, from) >= 0, END);
  }

  signal(name) {
    check(this.process.kill(name), `no process for ${name}`);
  }

  async reload(options) {
    Object.assign(this.options, options);
    await this.write();
    const from = this.log.length;
    this.signal('SIGHUP');
    await this.says('Reloaded server configuration', from);
  }

  end(what = 'the end') {
    return within(END, what, this.ended);
  }

  connect(options = {}) {
    return connect({ port: this.port, ...options });
  }
}

function opens(number) {
  return new Promise((done) => {
    const socket = tcp(number, '127.0.0.1');
    const answer = (good) => {
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.destroy();
      done(good);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.setTimeout(500, () => answer(false));
  });
}

// Publishes, subscribes and requests with two connections.
async function works(server) {
  const nc = await server.connect();
  const other = await server.connect();
  const sub = nc.subscribe('launch.sub', { max: 10 });
  nc.subscribe('launch.help', { callback: (_, m) => m.respond(`re ${m.string()}`) });
  await nc.flush();
  for (let i = 0; i < 10; i++) other.publish('launch.sub', `${i}`);
  let next = 0;
  await within(WAIT, 'ten messages', (async () => {
    for await (const m of sub) check(m.string() === `${next++}`, m.string());
  })());
  check(next === 10, `${next} messages`);
  const reply = await other.request('launch.help', 'x', { timeout: WAIT });
  check(reply.string() === 're x', reply.string());
  await other.close();
  await nc.close();
}

async function portsFile() {
  const server = await Server.start();
  const { nats, monitoring, websocket, cluster } = server.ports;
  check(nats.length === 1 && /^nats:\/\/127\.0\.0\.1:[1-9]\d*$/.test(nats[0]), nats);
  check(monitoring.length === 1 && /^http:\/\/127\.0\.0\.1:[1-9]\d*$/.test(monitoring[0]), monitoring);
  check(/^ws:\/\/127\.0\.0\.1:[1-9]\d*$/.test(websocket[0]), websocket);
  check(cluster === undefined, cluster);
  check(await opens(port(websocket[0])), 'nobody listens for websocket');
  await works(server);
}

async function portsFileOfACluster() {
  const server = await Server.start({ cluster: { name: 'C_launch', listen: '127.0.0.1:-1' } });
  const { cluster } = server.ports;
  check(cluster.length === 1 && /^nats:\/\/127\.0\.0\.1:[1-9]\d*$/.test(cluster[0]), cluster);
  check(await opens(port(cluster[0])), 'nobody listens for routes');
  await works(server);
}

async function configurationInJson() {
  const server = await Server.start({ server_name: 'json', max_payload: 4096 }, (o) => JSON.stringify(o, null, 2));
  const varz = await server.get('/varz');
  check(varz.server_name === 'json' && varz.max_payload === 4096, varz);
  await works(server);
}

async function varz() {
  const server = await Server.start();
  const answer = await until('/varz', () => server.get('/varz').catch(() => undefined));
  check(answer.port === server.port, answer.port);
  check(answer.tags.includes(`id:${process.pid}`), answer.tags);
}

async function logLines() {
  const server = await Server.start();
  await server.says('Server is ready');
  await server.says(`Listening for client connections on 127.0.0.1:${server.port}`);
  check(server.log.includes(`Using configuration file: ${server.file}`), server.log);
  check(server.log.startsWith(`[${server.pid}] `), server.log.slice(0, 100));
}

async function pidFile() {
  const directory = await mkdtemp(join(home, 'pid-'));
  const file = join(directory, 'server.pid');
  const server = await Server.start({ pid_file: file });
  check((await readFile(file, 'utf8')).trim() === `${server.pid}`, 'the pid file names another process');
  server.signal('SIGTERM');
  check((await server.end()).code === 0, 'code');
}

async function logFile() {
  const directory = await mkdtemp(join(home, 'log-'));
  const file = join(directory, 'server.log');
  const server = await Server.start({ log_file: file, debug: true });
  await until('log file', async () => (await readFile(file, 'utf8')).includes('Server is ready'));
  await works(server);
}

async function reload() {
  const server = await Server.start();
  const nc = await server.connect();
  await server.reload({ max_payload: 2048, debug: true });
  await until('max_payload in /varz', async () => (await server.get('/varz')).max_payload === 2048);
  const later = await server.connect();
  check(later.info.max_payload === 2048, later.info.max_payload);
  check(!nc.isClosed() && server.log.includes('Reloaded: max_payload = 2048'), server.log.slice(-300));
  check(port((await server.readPorts()).nats[0]) === server.port, 'the ports file has changed');
  await nc.flush();
  await later.close();
  await nc.close();
  await works(server);
}

async function reloadOfABadFile() {
  const server = await Server.start();
  server.options.port = 'nonsense';
  await server.write();
  server.signal('SIGHUP');
  await server.says('Failed to reload server configuration');
  await works(server);
}

async function ends(name) {
  const server = await Server.start();
  const nc = await server.connect({ reconnect: false });
  const closed = nc.closed();
  server.signal(name);
  const { code, signal } = await server.end();
  check(code === 0 && signal === null, { code, signal });
  check(!existsSync(server.portsFile), 'the ports file is left');
  await within(WAIT, 'the client hears of it', closed);
}

const terminated = () => ends('SIGTERM');
const interrupted = () => ends('SIGINT');

async function killed() {
  const server = await Server.start();
  const nc = await server.connect({ reconnect: false });
  const closed = nc.closed();
  server.signal('SIGKILL');
  check((await server.end()).signal === 'SIGKILL', 'another end');
  await within(WAIT, 'the client hears of it', closed);
  check(existsSync(server.portsFile), 'who is killed takes nothing away');
}

// The ports it chose become fixed ones in its file, and the client finds it again.
async function restart() {
  const first = await Server.start();
  const nc = await first.connect({ maxReconnectAttempts: -1, reconnectTimeWait: 100 });
  const back = (async () => {
    for await (const s of nc.status()) if (s.type === 'reconnect') return;
  })();
  const sub = nc.subscribe('launch.back', { max: 1 });
  await nc.flush();
  first.signal('SIGKILL');
  await first.end();
  const again = await Server.start({
    port: first.port,
    http: port(first.monitor),
    websocket: { port: port(first.ports.websocket[0]), no_tls: true },
  });
  check(again.port === first.port, again.port);
  await within(END, 'the client is back', back);
  nc.publish('launch.back', 'here');
  await within(WAIT, 'message', (async () => {
    for await (const m of sub) check(m.string() === 'here', m.string());
  })());
  await nc.close();
}

async function severalAtOnce() {
  const all = await Promise.all([Server.start(), Server.start(), Server.start()]);
  check(new Set(all.map((s) => s.port)).size === 3, 'a port twice');
  for (const server of all) await works(server);
}

async function version() {
  const child = spawn('nats-server', ['-v'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (t) => { text += t; });
  const [code] = await within(END, 'the end of -v', once(child, 'close'));
  check(code === 0 && /nats-server: v\d+\.\d+\.\d+/.test(text), text);
}

async function ask(command, server) {
  const child = spawn('nats-server', ['--signal', `${command}=${server.pid}`], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (t) => { text += t; });
  const [code] = await within(END, `--signal ${command}`, once(child, 'close'));
  check(code === 0, `--signal ${command} ended with ${code}: ${text}`);
}

async function signalReload() {
  const server = await Server.start();
  await ask('reload', server);
  await server.says('Reloaded server configuration');
  await works(server);
}

async function signalQuit() {
  const server = await Server.start();
  await ask('quit', server);
  check((await server.end()).code === 0, 'code');
  check(!existsSync(server.portsFile), 'the ports file is left');
}

async function lameDuck() {
  const server = await Server.start({ lame_duck_duration: '30s', lame_duck_grace_period: '1s' });
  const nc = await server.connect({ reconnect: false });
  const notice = (async () => {
    for await (const s of nc.status()) if (s.type === 'ldm') return true;
    return false;
  })();
  await nc.flush();
  await ask('ldm', server);
  check(await within(END, 'the notice', notice), 'the connection ended without a notice');
  await server.says('Entering lame duck mode');
  await until('nobody new', async () => !(await opens(server.port)));
  await within(END, 'the client is sent away', nc.closed());
  check((await server.end()).code === 0, 'code');
  check(!existsSync(server.portsFile), 'the ports file is left');
}

const cases = [
  version, portsFile, portsFileOfACluster, configurationInJson, varz, logLines, pidFile, logFile, reload,
  reloadOfABadFile, terminated, interrupted, killed, restart, severalAtOnce, signalReload, signalQuit, lameDuck,
];

let failed = 0;
try {
  await putOnThePath(process.env.MIDGE_SERVER ?? '../../nats-server');
  for (const test of cases) {
    const name = `node/launch-${test.name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
    try {
      await within(TEST, 'the test', test());
      console.log(`ok ${name}`);
    } catch (e) {
      failed++;
      console.log(`FAIL ${name} ${`${e?.message ?? e}`.replace(/\s+/g, ' ').slice(0, 500)}`);
    }
    const left = servers;
    servers = [];
    for (const server of left) {
      if (server.process.exitCode === null && server.process.signalCode === null) server.process.kill('SIGKILL');
      await server.ended.catch(() => {});
    }
  }
} finally {
  await rm(home, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
