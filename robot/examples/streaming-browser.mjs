// RTCBot's tutorial "Streaming Video", video and audio from the browser, line for line:
//   node streaming-browser.mjs [screen]
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { Robot, getRTCBotJS } from '@rtcbot-web/robot';

// Show and play what everybody sends who connects; with "screen" on this machine's screen
const display = process.argv[2] === 'screen' ? true : undefined;
const conn = new Robot({ camera: 'none', microphone: 'none', display, speaker: true });

const routes = {
  // Serve the RTCBot javascript library at /rtcbot.js
  'GET /rtcbot.js': (request, response) => {
    response.setHeader('Content-Type', 'application/javascript').end(getRTCBotJS());
  },

  // This sets up the connection
  'POST /connect': async (request, response) => {
    const clientOffer = await json(request);
    const serverResponse = await conn.getLocalDescription(clientOffer);
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(serverResponse));
  },

  // What the robot's screen shows, for a robot without one
  'GET /screen.png': async (request, response) => {
    response.setHeader('Content-Type', 'image/png').end(await conn.screenshot());
  },

  'GET /': (request, response) => {
    response.setHeader('Content-Type', 'text/html').end(`
    <html>
        <head>
            <title>RTCBot: Skeleton</title>
            <script src="/rtcbot.js"></script>
        </head>
        <body style="text-align: center;padding-top: 30px;">
            <video autoplay playsinline controls></video> <audio autoplay></audio>
            <p>
            Open the browser's developer tools to see console messages (CTRL+SHIFT+C)
            </p>
            <script>
                var conn = new rtcbot.RTCConnection();

                async function connect() {

                    let streams = await navigator.mediaDevices.getUserMedia({audio: true, video: true});
                    conn.video.putSubscription(streams.getVideoTracks()[0]);
                    conn.audio.putSubscription(streams.getAudioTracks()[0]);

                    let offer = await conn.getLocalDescription();

                    // POST the information to /connect
                    let response = await fetch("/connect", {
                        method: "POST",
                        cache: "no-cache",
                        body: JSON.stringify(offer)
                    });

                    await conn.setRemoteDescription(await response.json());

                    console.log("Ready!");
                }
                connect();

            </script>
        </body>
    </html>
    `);
  },
};

const app = createServer(async (request, response) => {
  const route = routes[`${request.method} ${request.url}`];
  try {
    if (route) await route(request, response);
    else response.writeHead(404).end();
  } catch (error) {
    response.writeHead(400).end(error.message);
  }
});
app.listen(process.env.PORT || 8080, '127.0.0.1', () => {
  console.log(`Open http://127.0.0.1:${app.address().port}/`);
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await conn.close(); // the display and the speaker with it
    process.exit();
  });
}
