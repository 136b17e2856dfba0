/** The servers of all ways to connect: one for pages, raw WebRTC and simple-peer, PeerServer, and the relay. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { createRelay, getRTCBotJS } from '@rtcbot-web/relay';
import { Server } from 'socket.io';

const SITE = new URL('site/', import.meta.url);
const SOCKET_IO = '/socket.io/socket.io.min.js';
const silent = { info() {}, warn() {}, error() {} };

/** The scripts of each way's page, between those that all have. */
const SCRIPTS = {
  raw: [SOCKET_IO, 'raw.js'],
  peerjs: ['peerjs.min.js', 'peerjs.js'],
  'simple-peer': [SOCKET_IO, 'simplepeer.min.js', 'simple-peer.js'],
  ours: ['rtcbot.min.js', 'ours.js'],
};

const require = createRequire(import.meta.url);

/** What the pages ask for, by its name. */
const FILES = new Map([
  ['peerjs.min.js', readFileSync(require.resolve('peerjs/dist/peerjs.min.js'))],
  ['simplepeer.min.js', readFileSync(require.resolve('simple-peer/simplepeer.min.js'))],
  ['rtcbot.min.js', getRTCBotJS()],
  ...['clock.mjs', 'ours.js', 'page.js', 'peerjs.js', 'phases.js', 'raw.js', 'simple-peer.js'].map(
    (name) => [name, readFileSync(new URL(name, SITE))],
  ),
  ...Object.entries(SCRIPTS).map(([way, scripts]) => [way, pageOf(way, scripts)]),
]);

function pageOf(way, scripts) {
  const tags = ['phases.js', ...scripts, 'page.js'].map((src) => `<script src="${src}"></script>`);
  const head = `<meta charset="utf-8"><title>${way}</title><link rel="icon" href="data:,">`;
  return `<!doctype html><html lang="en"><head>${head}</head><body>${tags.join('')}</body></html>`;
}

const typeOf = (name) => (/\.m?js$/.test(name) ? 'text/javascript' : 'text/html');

function answer({ url }, response) {
  const name = new URL(url, 'http://localhost').pathname.slice(1);
  const file = FILES.get(name);
  response.writeHead(file === undefined ? 404 : 200, {
    'content-type': typeOf(name),
    // Pages that are isolated have a clock that is exact to 5 microseconds.
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  });
  response.end(file);
}

/** Serves the pages, and passes signals on: the least that does the job. */
async function startBareServer() {
  const server = createServer(answer);
  const io = new Server(server, { transports: ['websocket'] });
  io.on('connection', (socket) => {
    socket.on('serve', (robot, served) => {
      void socket.join(robot);
      served();
    });
    socket.on('join', (robot) => {
      io.to(robot).emit('join', socket.id);
      socket.on('disconnect', () => io.to(robot).emit('left', socket.id));
    });
    socket.on('signal', (to, signal) => io.to(to).emit('signal', socket.id, signal));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => io.close() };
}

async function startPeerServer() {
  const worker = new Worker(new URL('peer-server.mjs', import.meta.url));
  const [port] = await once(worker, 'message');
  return { port, close: () => worker.terminate() };
}

/** Starts all of them; `urlOf(way, query)` is the address of a way's page. */
export async function startServers() {
  const [bare, peer, relay] = await Promise.all([
    startBareServer(),
    startPeerServer(),
    createRelay({ port: 0, iceServers: [], log: silent }),
  ]);
  const common = { peerPort: peer.port, relay: relay.url };
  return {
    relayUrl: relay.url,
    urlOf: (way, query) => `${bare.url}/${way}?${new URLSearchParams({ ...common, ...query })}`,
    close: () => Promise.all([relay.close(), bare.close(), peer.close()]),
  };
}
