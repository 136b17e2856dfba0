/** Runs the program of one tutorial on a robot of your own: node run.mjs drive [default|test|none] */
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createRelay } from '@rtcbot-web/relay';
import { Robot } from '@rtcbot-web/robot';
import { programs } from './programs.mjs';

const [name, camera = 'none'] = process.argv.slice(2);
if (!Object.hasOwn(programs, name ?? '')) {
  console.error(`Name one of these: ${Object.keys(programs).join(', ')}`);
  process.exit(1);
}

const robot = new Robot({ camera, microphone: 'none', display: false });
programs[name](robot);

// A page posts its offer to /connect/<name>
const server = createServer(async (request, response) => {
  if (request.url !== `/connect/${name}`) {
    relay.middleware(request, response, () => response.writeHead(404).end());
    return;
  }
  try {
    response.end(JSON.stringify(await robot.getLocalDescription(await json(request))));
  } catch (error) {
    response.writeHead(400).end(error.message);
  }
});

// Serves /rtcbot.js, and the folder with the pages
const staticDir = fileURLToPath(new URL('../', import.meta.url));
const relay = await createRelay({ server, staticDir });

server.listen(process.env.PORT || 8080, '127.0.0.1', () => {
  console.log(`Open http://localhost:${server.address().port}/tutorials/`);
});

process.once('SIGINT', async () => {
  await robot.close();
  process.exit();
});
