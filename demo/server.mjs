/**
 * The demo: relay, robot and these pages on one machine. `npm start` builds everything and runs it;
 * PORT, ROBOT_CAMERA and ROBOT_MICROPHONE change what it does, see README.md.
 */
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createRelay } from '@rtcbot-web/relay';
import { isEnding, onEnd } from './ending.mjs';
import { createDemoRobot } from './robot-start.mjs';
import { createRoutes } from './routes.mjs';

const HOST = '127.0.0.1'; // the relay has no secret here, so it must not be reached from elsewhere
const DEFAULT_PORT = 8080;

const say = (line) => console.log(line);

/** Of what the relay says, only what is wrong is worth a line. */
const sayTrouble = (message, { reason } = {}) =>
  say(`Relay: ${message}${reason ? ` (${reason})` : ''}`);

function readPort(text) {
  const port = Number(text?.trim() || DEFAULT_PORT);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`PORT=${text} is not a port. Use 1 to 65535, for example PORT=8081 npm start`);
}

const listen = (server, port) =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const next = port < 65_535 ? port + 1 : port - 1;
      const reason = {
        EADDRINUSE: `Port ${port} is in use. Stop the program that uses it, or take another one: PORT=${next} npm start`,
        EACCES: `Port ${port} needs more rights than this user has. Take one above 1023: PORT=${DEFAULT_PORT} npm start`,
      }[error.code];
      reject(new Error(reason ?? `Cannot listen on port ${port}: ${error.message}`));
    });
    server.listen(port, HOST, () => resolve(server.address().port));
  });

async function main() {
  const wantedPort = readPort(process.env.PORT);
  const server = createServer();
  // Before, it only says that it has no secret: intended here, and safe on HOST.
  let isListening = false;
  const onTrouble = (message, fields) => {
    if (isListening) sayTrouble(message, fields);
  };
  const relay = await createRelay({
    server,
    staticDir: fileURLToPath(new URL('.', import.meta.url)),
    log: { info() {}, warn: onTrouble, error: onTrouble },
  });
  const port = await listen(server, wantedPort);
  isListening = true;
  const url = `http://localhost:${port}/`;
  say(`Relay and pages: ${url} (robot still starting)`);

  const robot = createDemoRobot({ relay: `http://${HOST}:${port}`, say });
  server.on('request', createRoutes({ robot, fallback: relay.middleware }));
  onEnd(async () => {
    server.close();
    await Promise.all([robot.close(), relay.close()]);
    server.closeAllConnections();
  });
  await robot.start().catch((error) => {
    throw new Error(`The robot did not start: ${error.message}`, { cause: error });
  });
  say(`RTCBot Web is ready: ${url}`);
}

main().catch((error) => {
  if (isEnding()) return;
  console.error(error.message);
  process.exit(1);
});
