/**
 * The browser files of the SDK and of the elements, as installed beside the relay.
 *
 * @module
 */
import { readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { RelayError } from '../errors.js';

const SDK = '@rtcbot-web/sdk/rtcbot.min.js';

/** Files by their path on the relay. */
const BUNDLES: ReadonlyMap<string, string> = new Map([
  ['/rtcbot.js', SDK],
  ['/rtcbot-audio-blocks.js', '@rtcbot-web/sdk/rtcbot-audio-blocks.js'], // what both load on use
  ['/rtcbot-components.js', '@rtcbot-web/components/rtcbot-components.min.js'],
]);

interface Bundle {
  readonly etag: string;
  readonly text: Buffer;
  readonly zipped: Buffer;
}

const { resolve } = createRequire(import.meta.url);
const loaded = new Map<string, Bundle>();

/**
 * Tell which bundle is served at a path.
 * @param path - path of a request
 * @returns its module specifier, or undefined
 */
export function bundleAt(path: string): string | undefined {
  return BUNDLES.get(path);
}

/** Reads a bundle, anew if its file has changed. */
function load(specifier: string): Bundle {
  try {
    const file = resolve(specifier);
    const { size, mtimeMs } = statSync(file);
    const etag = `W/"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
    const known = loaded.get(specifier);
    if (known?.etag === etag) return known;
    const text = readFileSync(file);
    const bundle = { etag, text, zipped: gzipSync(text) };
    loaded.set(specifier, bundle);
    return bundle;
  } catch (cause) {
    throw new RelayError('not-built', `${specifier} is missing. Build it with: npm run build`, {
      cause,
    });
  }
}

/**
 * Read the SDK's browser file, for a server of your own to send to its pages.
 * @returns the text of `rtcbot.min.js`, which defines the global `rtcbot`
 * @throws RelayError `not-built` if the file is not there
 * @see RTCBot's `getRTCBotJS` (rtcbot/javascript.py)
 */
export function getRTCBotJS(): string {
  return load(SDK).text.toString();
}

/**
 * Answer a request for a bundle.
 * @param specifier - which bundle
 * @param request - the request
 * @param response - its response
 */
export function sendBundle(
  specifier: string,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
): void {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  let bundle: Bundle;
  try {
    bundle = load(specifier);
  } catch (error) {
    response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end(`${error instanceof Error ? error.message : String(error)}\n`);
    return;
  }
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  response.setHeader('Cache-Control', 'no-cache');
  response.setHeader('Vary', 'Accept-Encoding');
  response.setHeader('ETag', bundle.etag);
  if (headers['if-none-match'] === bundle.etag) {
    response.writeHead(304).end();
    return;
  }
  const isZipped = /\bgzip\b/.test(String(headers['accept-encoding']));
  const body = isZipped ? bundle.zipped : bundle.text;
  response.writeHead(200, {
    'Content-Type': 'text/javascript; charset=utf-8',
    'Content-Length': body.length,
    ...(isZipped && { 'Content-Encoding': 'gzip' }),
  });
  response.end(method === 'HEAD' ? undefined : body);
}
