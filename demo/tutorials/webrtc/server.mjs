import { fileURLToPath } from 'node:url';
import { createRelay } from '@rtcbot-web/relay';

// Serves /rtcbot.js, and a folder with the page
const staticDir = fileURLToPath(new URL('../../', import.meta.url));
const relay = await createRelay({ port: Number(process.env.PORT || 8080), staticDir });
console.log(`Open ${relay.url}/tutorials/webrtc/server.html`);

process.once('SIGINT', async () => {
  await relay.close();
  process.exit();
});
