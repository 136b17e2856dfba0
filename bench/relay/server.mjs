/** One server in a process of its own: `server.mjs rtcbot-relay | socket.io | peer`. Tells its URL, then what it costs. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import { Session } from 'node:inspector/promises';
import { createRelay } from '@rtcbot-web/relay';
import { PeerServer } from 'peer';
import { Server } from 'socket.io';
import { SECRET } from './tokens.mjs';

const listen = async (server) => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}`;
};

/** The options of Socket.IO that the relay uses: they cost, or save, the same for everybody. */
const OPTIONS = {
  transports: ['websocket'],
  serveClient: false,
  perMessageDeflate: false,
  maxHttpBufferSize: 64 * 1024,
  pingInterval: 2500,
  pingTimeout: 2000,
  connectTimeout: 5000,
};
/** Those of Socket.IO itself: a frozen client is missed after 45 s, not 4.5. */
const DEFAULTS = { transports: ['websocket'], perMessageDeflate: false };

/** The least that does the job: passes what comes on to whom it is for, and answers. Checks nothing. */
const bareServer = (options) => () => {
  const server = createServer();
  const io = new Server(server, options);
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
};

const servers = {
  /** With tokens, validation and limits on; those that count what comes from one address let this machine in. */
  'rtcbot-relay': async () => {
    const many = 1_000_000;
    const limits = { connectionsPerAddress: many, connectsPerSec: many };
    const redis = process.env.RTCBOT_BENCH_REDIS;
    const relay = await createRelay({
      port: 0,
      secret: SECRET,
      limits,
      log: { info() {}, warn() {}, error() {} },
      ...(redis && { redis }),
    });
    return relay.url;
  },
  'socket.io': bareServer(OPTIONS),
  'socket.io-defaults': bareServer(DEFAULTS),
  peer: async () => {
    // its own name is not in camel case
    const options = Object.fromEntries([['concurrent_limit', 1_000_000]]);
    const server = await new Promise((resolve) =>
      PeerServer({ ...options, host: '127.0.0.1', port: 0 }, resolve),
    );
    return `http://127.0.0.1:${server.address().port}`;
  },
};

/** Gives back what is free, too, so that the memory of the process is what is in use and not what was once. */
const collectGarbage = async () => {
  const session = new Session();
  session.connect();
  for (let time = 0; time < 2; time += 1) await session.post('HeapProfiler.collectGarbage');
  session.disconnect();
};

const url = await servers[process.argv[2]]();
process.on('message', async () => {
  await collectGarbage();
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  process.send({ rss, heapUsed, cpuMs: (user + system) / 1000 });
});
process.on('disconnect', () => process.exit());
process.send({ url });
