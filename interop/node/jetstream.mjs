// nats.js and JetStream: its packages jetstream, kv and obj. Each case has streams of its own name.
// One line per test: `ok NAME` or `FAIL NAME reason`.

import * as buckets from './jetstream-buckets.mjs';
import * as consumers from './jetstream-consumers.mjs';
import * as streams from './jetstream-streams.mjs';
import { runAll } from './peer.mjs';

await runAll('jetstream-node', { ...buckets, ...streams, ...consumers });
