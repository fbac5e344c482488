// nats.js with its transport for node, against the servers of ../servers. The cases run beside each other.
// One line per test: `ok NAME` or `FAIL NAME reason`.

import * as access from './access.mjs';
import * as accounts from './accounts.mjs';
import * as messaging from './messaging.mjs';
import { runAll } from './peer.mjs';
import * as services from './services.mjs';
import * as tls from './tls.mjs';
import * as trouble from './trouble.mjs';

await runAll('node', { ...trouble, ...messaging, ...access, ...accounts, ...services, ...tls });
