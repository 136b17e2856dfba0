/** What the demo's server answers itself: `POST /connect` of RTCBot's tutorials (for a tutorial's
 * own program `POST /connect/<name>`), and the robot's screen. */

const MAX_OFFER_BYTES = 256 * 1024;

/** The documentation's pages run no script and use no style but their own files. */
const DOCS_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'";

/** A request that cannot be served, with the line that says why. */
class RequestError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * Makes the handler of the demo's HTTP server.
 * @param {{robot: object, fallback: Function}} options - `fallback`: middleware for everything else
 */
export function createRoutes({ robot, fallback }) {
  const routes = new Map([
    ['POST /connect', (request, response) => answerOffer(robot, request, response)],
    ['GET /robot-screen.png', (request, response) => sendScreen(robot, response)],
  ]);
  const routeOf = ({ method, url }) => {
    const address = `${method} ${url.replace(/\?.*$/, '')}`;
    const program = /^POST \/connect\/(.+)$/.exec(address)?.[1];
    if (!program || !robot.hasProgram(program)) return routes.get(address);
    return (request, response) => answerOffer(robot, request, response, program);
  };
  return (request, response) => {
    const route = routeOf(request);
    if (!route) {
      if (isDocs(request)) prepareDocs(request, response);
      fallback(request, response, (error) => sendText(response, ...notServed(error)));
      return;
    }
    serve(route, request, response);
  };
}

const isDocs = ({ url }) => /^\/docs(\/|\?|$)/.test(url);

/** `npm run docs` builds them where all that is built here lies; `/docs` itself becomes `/docs/`. */
function prepareDocs(request, response) {
  request.url = `/dist${request.url.replace(/^\/docs(?!\/)/, '/docs/')}`;
  response.setHeader('Content-Security-Policy', DOCS_POLICY);
}

const notServed = (error) =>
  error ? [500, 'The server failed.'] : [404, 'There is no such page.'];

async function serve(route, request, response) {
  try {
    refuseOtherSites(request.headers);
    await route(request, response);
  } catch (error) {
    sendText(response, statusOf(error), error.message);
  }
}

function statusOf({ status, code }) {
  if (status) return status;
  return code === 'bad-description' || code === 'negotiation-failed' ? 400 : 503;
}

/** Any web page can send requests to localhost; only our own pages may use the robot. */
function refuseOtherSites({ host = '', origin }) {
  const isLocal = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);
  if (isLocal && (origin === undefined || origin === `http://${host}`)) return;
  throw new RequestError(403, 'Only pages of this server may connect to the robot.');
}

/** RTCBot's tutorial: the page posts its offer, the answer goes back. */
async function answerOffer(robot, request, response, program) {
  const offer = await readJson(request);
  sendJson(response, await robot.getLocalDescription(offer, program));
}

async function sendScreen(robot, response) {
  const png = await robot.screenshot();
  if (!png) throw new RequestError(501, 'This robot has no screen to show.');
  response.writeHead(200, { 'Content-Type': 'image/png', 'Cache-Control': 'no-store' });
  response.end(png);
}

async function readJson(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_OFFER_BYTES) throw new RequestError(413, 'The offer is larger than 256 kB.');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new RequestError(
      400,
      'The body is not JSON. POST an offer: {"type": "offer", "sdp": "…"}',
    );
  }
}

function sendJson(response, value) {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(value));
}

function sendText(response, status, text) {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // What is left of a refused body is not read.
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' };
  response.writeHead(status, headers).end(`${text}\n`);
}
