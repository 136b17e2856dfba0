/** One server in a process of its own: `server.mjs rtcbot-relay | socket.io | peer`. Tells its URL, then what it costs. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createRelay } from '@rtcbot-web/relay';
import { PeerServer } from 'peer';
import { Server } from 'socket.io';
import { SECRET } from './tokens.mjs';

const listen = async (server) => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}`;
};

const servers = {
  /** With tokens, validation and limits on; those that count connections of one address let this machine in. */
  'rtcbot-relay': async () => {
    const many = 1_000_000;
    const limits = { connectionsPerAddress: many, connectionsPerToken: many, connectsPerSec: many };
    const relay = await createRelay({ port: 0, secret: SECRET, limits, log: () => undefined });
    return relay.url;
  },
  /** The least that does the job: passes what comes on to whom it is for, and answers. Checks nothing. */
  'socket.io': () => {
    const server = createServer();
    const io = new Server(server, { transports: ['websocket'], perMessageDeflate: false });
    io.on('connection', (socket) => {
      socket.on('join', (id, answer) => {
        socket.join(id);
        answer({ ok: true });
      });
      socket.on('signal', (message, answer) => {
        io.to(message.to).emit('signal', message);
        answer({ ok: true });
      });
    });
    return listen(server);
  },
  peer: async () => {
    // its own name is not in camel case
    const options = Object.fromEntries([['concurrent_limit', 1_000_000]]);
    const server = await new Promise((resolve) =>
      PeerServer({ ...options, host: '127.0.0.1', port: 0 }, resolve),
    );
    return `http://127.0.0.1:${server.address().port}`;
  },
};

const collectGarbage = () => {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
};

const url = await servers[process.argv[2]]();
process.on('message', () => {
  collectGarbage();
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  process.send({ rss, heapUsed, cpuMs: (user + system) / 1000 });
});
process.on('disconnect', () => process.exit());
process.send({ url });
