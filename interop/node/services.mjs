// Micro services across accounts, and what the server measures of services.

import { headers as newHeaders } from '@nats-io/transport-node';
import { ServiceError, ServiceResponseType, Svcm } from '@nats-io/services';
import { check, using, WAIT } from './peer.mjs';
import { answers, as, asked, listens, nobody, nothing, tenants } from './tenants.mjs';

// One instance of a service with the endpoint micro.NAME.sum, which refuses what are no numbers.
async function offers(client, name) {
  const service = await new Svcm(client.nc).add({ name, version: '1.2.3', description: 'adds up', metadata: { of: 'js' } });
  service.addGroup('micro').addGroup(name).addEndpoint('sum', {
    metadata: { kind: 'json' },
    handler: (_, m) => {
      const numbers = m.string() === 'three' ? undefined : m.json();
      const headers = newHeaders();
      headers.set('Instance', service.info().id);
      if (numbers) m.respond(JSON.stringify(numbers.reduce((a, b) => a + b, 0)), { headers });
      else m.respondError(400, 'no numbers');
    },
  });
  await client.nc.flush();
  return service;
}

// Asks the endpoint for a sum and for what it must refuse: which instance answered.
async function called(client, subject) {
  const reply = await asked(client, subject, '[1,2,3]', '6');
  const error = ServiceError.toServiceError(await asked(client, subject, 'three', ''));
  check(error?.code === 400 && error.message === 'no numbers', `${error}`);
  return reply.headers.get('Instance');
}

// The first answers to a question of the discovery, as many as are asked for.
async function discovered(client, prefix, number, verb, ...of) {
  const discovery = new Svcm(client.nc).client({ strategy: 'count', maxMessages: number, maxWait: WAIT }, prefix);
  const all = [];
  for await (const answer of await discovery[verb](...of)) all.push(answer);
  check(all.length === number, `${verb} ${of}: ${all.length} answers of ${number}`);
  return all;
}

// Asks everybody, among them services of other tests, until these have answered.
async function pinged(client, prefix, ...ids) {
  const missing = new Set(ids);
  const discovery = new Svcm(client.nc).client({ strategy: 'timer', maxWait: WAIT }, prefix);
  const answers = await discovery.ping();
  for await (const { id } of answers) {
    missing.delete(id);
    if (missing.size === 0) return;
  }
  check(false, `no answer to PING of ${[...missing]}`);
}

// Everything that a service tells of itself, asked from an account where its subjects begin so.
async function found(client, prefix, endpoints, service) {
  const { name, id } = service.info();
  check(await called(client, `${endpoints}.${name}.sum`) === id, 'another instance answered');
  const [ping] = await discovered(client, prefix, 1, 'ping', name);
  check(ping.id === id && ping.type === ServiceResponseType.PING && ping.version === '1.2.3' && ping.metadata.of === 'js', ping);
  const [info] = await discovered(client, prefix, 1, 'info', name, id);
  check(info.id === id && info.type === ServiceResponseType.INFO && info.endpoints.length === 1, info);
  const [endpoint] = info.endpoints;
  check(endpoint.subject === `micro.${name}.sum` && endpoint.queue_group === 'q' && endpoint.metadata.kind === 'json', endpoint);
  const [before] = await discovered(client, prefix, 1, 'stats', name);
  check(before.id === id && before.type === ServiceResponseType.STATS && before.endpoints.length === 1, before);
  await called(client, `${endpoints}.${name}.sum`);
  const [after] = await discovered(client, prefix, 1, 'stats', name);
  check(after.endpoints[0].num_requests === before.endpoints[0].num_requests + 2, after);
  await nobody(client, `${endpoints}.${name}.product`);
  await pinged(client, prefix, id);
}

export const serviceWithinItsAccount = () => using([as('svc'), as('svc')], async (svc, other) => {
  await found(other, undefined, 'micro', await offers(svc, 'within'));
});

export const serviceAcrossAccounts = () => tenants(async (svc, app) => {
  await found(app, undefined, 'micro', await offers(svc, 'across'));
});

export const serviceUnderAnotherName = () => tenants(async (svc, _, web) => {
  await found(web, 'remote.srv', 'remote.micro', await offers(svc, 'renamed'));
  await nobody(web, '$SRV.PING.renamed');
  await nobody(web, 'micro.renamed.sum');
});

export const serviceOfTwoInstances = () => using([as('svc'), as('svc'), as('app'), as('web')], async (svc, second, app, web) => {
  const ids = [(await offers(svc, 'two')).info().id, (await offers(second, 'two')).info().id];
  for (const [client, prefix, endpoints] of [[svc, undefined, 'micro'], [app, undefined, 'micro'], [web, 'remote.srv', 'remote.micro']]) {
    await pinged(client, prefix, ...ids);
    for (const verb of ['ping', 'info', 'stats']) {
      const both = (await discovered(client, prefix, 2, verb, 'two')).map((answer) => answer.id);
      check(both.toSorted().join() === ids.toSorted().join(), both);
      for (const id of ids) check((await discovered(client, prefix, 1, verb, 'two', id))[0].id === id, id);
    }
    const seen = new Set();
    for (let i = 0; i < 200 && seen.size < 2; i++) seen.add(await called(client, `${endpoints}.two.sum`));
    check(seen.size === 2, `called ${[...seen]}`);
  }
});

export const serviceThatStops = () => tenants(async (svc, app, web) => {
  const service = await offers(svc, 'stops');
  await called(app, 'micro.stops.sum');
  await service.stop();
  await svc.nc.flush();
  await nobody(app, 'micro.stops.sum');
  await nobody(web, 'remote.micro.stops.sum');
  await nobody(app, '$SRV.PING.stops');
  await nobody(web, 'remote.srv.PING.stops');
});

async function measured(messages, status) {
  const event = (await messages.next()).json();
  const { responder } = event;
  check(event.type === 'io.nats.server.metric.v1.service_latency' && event.id && event.timestamp && event.start, event);
  check(event.status === status && event.requestor, event);
  if (status === 200) {
    check(event.service >= 0 && event.system > 0 && event.total >= event.service + event.system && !event.description, event);
    check(responder?.acc === 'SVC' && responder.user === 'svc' && responder.name === 'svc' && responder.lang === 'nats.js', event);
  }
  return event;
}

export const latency = () => using([as('svc'), as('svc'), as('app'), as('web')], async (svc, aside, app, web) => {
  const service = await answers(svc, 'timed.always', (m) => m.data);
  const events = await listens(aside, 'latency.always');
  await asked(app, 'timed.always', 'x', 'x');
  let { requestor } = await measured(events, 200);
  check(requestor.acc === 'APP' && requestor.user === 'app' && requestor.name === 'app' && requestor.lang === 'nats.js' && requestor.start, requestor);
  await asked(web, 'remote.timed', 'x', 'x');
  ({ requestor } = await measured(events, 200));
  check(requestor.acc === 'WEB' && !requestor.user && !requestor.name && !requestor.start, requestor);
  // What does not cross accounts is not measured.
  await asked(svc, 'timed.always', 'x', 'x');
  await nothing(aside, events);
  service.unsubscribe();
  // The service's own time is what remains when both clients' round trips are taken off: it has to take longer.
  let trips = 1;
  svc.nc.subscribe('timed.always', {
    callback: async (_, m) => {
      for (let i = 0; i < trips; i++) await aside.nc.flush();
      m.respond('');
    },
  });
  await svc.nc.flush();
  for (let own = 0; own === 0 && trips < 1 << 20;) {
    trips *= 2;
    await asked(app, 'timed.always', 'x', '');
    own = (await measured(events, 200)).service;
  }
  check(trips < 1 << 20, "the service's own time is never more than 0");
});

export const latencyWhenAHeaderAsks = () => using([as('svc'), as('svc'), as('app')], async (svc, aside, app) => {
  await answers(svc, 'timed.asked', (m) => m.data);
  const events = await listens(aside, 'latency.asked');
  const ask = (pairs) => {
    const headers = newHeaders();
    for (const [key, value] of Object.entries(pairs)) headers.set(key, value);
    return asked(app, 'timed.asked', 'x', 'x', { headers });
  };
  for (const asking of [
    { 'X-B3-Sampled': '1', 'X-B3-Traceid': '80f198ee56343ba864fe8b2a57d3eff7' },
    { B3: '80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1-05e3ac9a4f6e3b90' },
    { Traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
    { 'Uber-Trace-Id': '479fefe9525eddb:5adb976bfc1f95c1:479fefe9525eddb:1' },
  ]) {
    for (const plain of [{}, { 'X-B3-Sampled': '0' }, { Other: '1' }]) await ask(plain);
    await ask(asking);
    const { header } = await measured(events, 200);
    for (const [key, value] of Object.entries(asking)) {
      const name = Object.keys(header ?? {}).find((k) => k.toLowerCase() === key.toLowerCase());
      check(header?.[name]?.join() === value, header);
    }
    await nothing(aside, events);
  }
});

export const latencyOfAServiceThatIsAway = () => using([as('svc'), as('app')], async (svc, app) => {
  const events = await listens(svc, 'latency.away');
  await nobody(app, 'timed.away');
  for (let i = 0; i < 2; i++) { // it asked in two ways
    const event = await measured(events, 503);
    check(!event.responder && event.description === 'Service Unavailable' && event.requestor.acc === 'APP', event);
  }
});
