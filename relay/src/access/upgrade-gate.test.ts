import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { openUpgradeGate } from './upgrade-gate.js';

const OPTIONS = {
  path: '/path/',
  trustProxy: false,
  connectionsPerAddress: 2,
  connectsPerSec: 10,
  onRefused: () => undefined,
};

test('a connection that breaks while it is waited for has ended, and nothing is thrown', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gate = openUpgradeGate(server, OPTIONS);
  const { port } = server.address() as AddressInfo;
  const client = request({
    port,
    path: '/path/',
    headers: { Connection: 'Upgrade', Upgrade: 'x' },
  });
  client.on('error', () => undefined);
  client.end();
  const [, socket] = (await once(gate.server, 'upgrade')) as [unknown, Duplex];
  const drained = gate.drain(60_000);
  socket.destroy(new Error('read ECONNRESET'));
  await expect(drained).resolves.toBeUndefined();
  gate.close();
  server.close();
});
