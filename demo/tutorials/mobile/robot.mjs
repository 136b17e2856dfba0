import { Robot } from '@rtcbot-web/robot';

const relay = process.argv[2] ?? 'http://localhost:8080'; // or https://relay.example.com
const camera = process.argv[3] ?? 'default'; // or 'test'
const robot = new Robot({ relay, robot: 'phone', camera, token: process.env.RTCBOT_TOKEN });

robot.subscribe((message, operator) => operator.put_nowait({ echo: message }));
await robot.start();

process.once('SIGINT', async () => {
  await robot.close();
  process.exit();
});
