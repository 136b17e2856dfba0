import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkScripts, readScriptFile } from '../media/camera-scripts.js';
import { RobotHostError } from '@rtcbot-web/sdk/subscriptions';

/** Takes what the page uploads; says whether it wants more of that. */
export type UploadListener = (path: string, query: URLSearchParams, body: Buffer) => boolean;

/** What a server of the page is made with. */
export interface PageServerOptions {
  /** Gets what the page posts. */
  readonly onUpload: UploadListener;
  /** Files of the scripts that draw cameras. */
  readonly scripts: readonly string[];
}

/** A tiny web server on loopback: a secure context, which the page needs to open a camera. */
export interface PageServer {
  /** Address of the page; nobody else can guess its path. */
  readonly url: string;
  /** Stop serving. */
  close(): Promise<void>;
}

interface ServedFile {
  readonly type: string;
  readonly body: string | Buffer;
}

const HTML = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>RTCBot robot</title>
    <script defer src="main.js"></script>
  </head>
  <body></body>
</html>
`;

/** The page's own scripts: itself, and the worker that encodes. */
const SCRIPTS = ['main.js', 'encoder.js'];

/** Their place beside the built files, and seen from the sources. */
const SCRIPT_PLACES = ['../../page/', '../../dist/page/'];

/** Only its own scripts and the cameras' run in the page; it may call any relay. */
const POLICY =
  "default-src 'none'; script-src 'self'; img-src 'self' data: blob:; style-src 'unsafe-inline'; connect-src *; media-src blob: mediastream:; base-uri 'none'";

/** An uncompressed frame of an 8K camera, and some. */
const MAX_UPLOAD_BYTES = 256 * 1024 * 1024;
const SECRET_BYTES = 16;

/**
 * Serve the camera page and the scripts that draw cameras, and nothing else, on a free port of 127.0.0.1.
 * @throws RobotHostError `robot-host` if the page is not built; MediaAccessError if a script is missing
 */
export async function servePage({ onUpload, scripts }: PageServerOptions): Promise<PageServer> {
  await checkScripts(scripts);
  const root = `/${randomBytes(SECRET_BYTES).toString('hex')}/`;
  const files = new Map<string, ServedFile>([
    [root, { type: 'text/html; charset=utf-8', body: HTML }],
    ...(await readScripts(root)),
  ]);
  const findFile = async (path: string): Promise<ServedFile | undefined> =>
    files.get(path) ??
    (path.startsWith(root) ? readScriptFile(path.slice(root.length), scripts) : undefined);
  const server = createServer((request, response) => {
    if (request.method === 'POST' && request.url?.startsWith(root)) {
      const url = new URL(request.url.slice(root.length), 'http://page/');
      // A page that is closed in the middle of an upload has no use for an answer.
      void readBody(request)
        .then((body) => onUpload(url.pathname.slice(1), url.searchParams, body))
        .then((wanted) => response.writeHead(wanted ? 204 : 410).end())
        .catch(() => response.destroy());
      return;
    }
    const path = request.method === 'GET' ? (request.url ?? '') : '';
    void findFile(path).then((file) => {
      const headers = { 'content-type': file?.type, 'content-security-policy': POLICY };
      if (file) response.writeHead(200, headers).end(file.body);
      else response.writeHead(404).end();
    });
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}${root}`, close: () => stop(server) };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_UPLOAD_BYTES) throw new RangeError('The upload is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readScripts(root: string): Promise<(readonly [string, ServedFile])[]> {
  const type = 'text/javascript; charset=utf-8';
  return Promise.all(
    SCRIPTS.map(async (name) => [root + name, { type, body: await readScript(name) }] as const),
  );
}

async function readScript(name: string): Promise<string> {
  for (const place of SCRIPT_PLACES) {
    const url = new URL(place + name, import.meta.url);
    const text = await readFile(url, 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  throw new RobotHostError('robot-host', 'The camera page is missing: run "npm run build" first.');
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
