// RTCBot's tutorial "Streaming Video", video and audio to the browser, line for line:
//   node streaming-video.mjs [default|test]
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { Robot, getRTCBotJS } from '@rtcbot-web/robot';

// Initialize the camera and the microphone, and send them to everybody who connects
const camera = process.argv[2] ?? 'default';
const conn = new Robot({ camera, microphone: camera });

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

  'GET /': (request, response) => {
    response.setHeader('Content-Type', 'text/html').end(`
    <html>
        <head>
            <title>RTCBot: Skeleton</title>
            <script src="/rtcbot.js"></script>
        </head>
        <body style="text-align: center;padding-top: 30px;">
            <video autoplay playsinline muted controls></video> <audio autoplay></audio>
            <p>
            Open the browser's developer tools to see console messages (CTRL+SHIFT+C)
            </p>
            <script>
                var conn = new rtcbot.RTCConnection();

                // When the video stream comes in, display it in the video element
                conn.video.subscribe(function(stream) {
                    document.querySelector("video").srcObject = stream;
                });
                conn.audio.subscribe(function(stream) {
                    document.querySelector("audio").srcObject = stream;
                });

                async function connect() {
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
    await conn.close(); // the camera and the microphone with it
    process.exit();
  });
}
