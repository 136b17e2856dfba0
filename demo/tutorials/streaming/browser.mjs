import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createRelay } from '@rtcbot-web/relay';
import { Robot } from '@rtcbot-web/robot';

// Shows and plays what everybody who connects sends
const robot = new Robot({
  camera: 'none',
  microphone: 'none',
  chromium: { headless: process.argv[2] !== 'window' },
});

const server = createServer(async (request, response) => {
  if (request.url !== '/connect') {
    relay.middleware(request, response, () => response.writeHead(404).end());
    return;
  }
  // This sets up the connection
  try {
    const clientOffer = await json(request);
    const serverResponse = await robot.getLocalDescription(clientOffer);
    response.end(JSON.stringify(serverResponse));
  } catch (error) {
    response.writeHead(400).end(error.message);
  }
});

// Serves /rtcbot.js, and a folder with the page
const staticDir = fileURLToPath(new URL('../../', import.meta.url));
const relay = await createRelay({ server, staticDir });

const port = process.env.PORT || 8080;
server.listen(port, '127.0.0.1', () => {
  const page = 'tutorials/streaming/browser.html';
  console.log(`Open http://localhost:${server.address().port}/${page}`);
});

process.once('SIGINT', async () => {
  await robot.close();
  process.exit();
});
