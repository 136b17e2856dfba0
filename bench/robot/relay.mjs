/** The relay, in a process of its own: it is no part of what a robot costs. Tells its address. */
import { fileURLToPath } from 'node:url';
import { createRelay } from '@rtcbot-web/relay';

const relay = await createRelay({
  port: 0,
  staticDir: fileURLToPath(new URL('site', import.meta.url)),
  log: { info() {}, warn() {}, error() {} },
});
process.send(relay.url);
