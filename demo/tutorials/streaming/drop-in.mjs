import { fileURLToPath } from 'node:url';
import { createRelay } from '@rtcbot-web/relay';
import { Robot } from '@rtcbot-web/robot';

// Brings page and robot together, and serves a folder with the page
const staticDir = fileURLToPath(new URL('../../', import.meta.url));
const relay = await createRelay({ port: Number(process.env.PORT || 8080), staticDir });
console.log(`Open ${relay.url}/tutorials/streaming/drop-in.html`);

const camera = process.argv[2] ?? 'default'; // or 'test'
const robot = new Robot({ relay: relay.url, robot: 'demo', camera });
robot.subscribe((message, operator) => operator.put_nowait({ echo: message }));
await robot.start();

process.once('SIGINT', async () => {
  await Promise.all([robot.close(), relay.close()]);
  process.exit();
});
