/** PeerServer, in a thread of its own: nothing else ends its timers. */
import { parentPort } from 'node:worker_threads';
import { PeerServer } from 'peer';

PeerServer({ host: '127.0.0.1', port: 0 }, (server) =>
  parentPort.postMessage(server.address().port),
);
