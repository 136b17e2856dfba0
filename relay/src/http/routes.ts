import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';
import sirv from 'sirv';
import { refuseHost, type OriginPolicy } from '../access/origins.js';
import { bundleAt, sendBundle } from './bundles.js';

/** Handles a request, or calls `next`: the shape that connect and Express use. */
export type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** What is served besides the bundles. */
export interface RoutesOptions {
  /** By which names the server may be reached. */
  readonly policy: OriginPolicy;
  /** Folder of web pages, if any. */
  readonly staticDir: string | undefined;
  /** Pages by path, such as `/healthz`. */
  readonly pages: ReadonlyMap<
    string,
    (request: IncomingMessage, response: ServerResponse) => void | Promise<void>
  >;
}

/** Headers that harm no page. What a page may load and who may load it is for its author to say, HSTS for the proxy. */
const secureHeaders = helmet({
  contentSecurityPolicy: false,
  crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
  crossOriginResourcePolicy: false,
  strictTransportSecurity: false,
});

/** Keeps what is hidden in the folder (.env, .git) hidden. */
function isHidden(path: string) {
  return /(^|\/)\.(?!well-known(\/|$))/.test(path);
}

/** Whether a Range header makes sense; sirv throws on one that runs backwards. */
function isRange(range: string) {
  const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  return start !== undefined && (end === '' || Number(start) <= Number(end));
}

function decode(path: string) {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function pathOf({ url = '/' }: IncomingMessage) {
  return url.replace(/\?.*$/s, '');
}

function createStatic(staticDir: string): Middleware {
  const serve = sirv(staticDir, {
    // Look at the files on every request, so that a page shows its latest edit
    dev: true,
    etag: true,
    setHeaders: (response) => {
      response.setHeader('X-Content-Type-Options', 'nosniff');
      // Sirv leaves errors of its file stream unhandled
      response.once('pipe', (file) => file.once('error', () => response.destroy()));
    },
  });
  return (request, response, next) => {
    const path = decode(pathOf(request));
    if (path === undefined || isHidden(path)) return next();
    if (request.headers.range && !isRange(request.headers.range)) delete request.headers.range;
    serve(request, response, next);
  };
}

/**
 * Make the middleware of the relay: pages for whoever runs it, the bundles and the static folder.
 * @param options - what is served
 */
export function createRoutes({ policy, staticDir, pages }: RoutesOptions): Middleware {
  const serveStatic = staticDir === undefined ? undefined : createStatic(staticDir);
  const route: Middleware = (request, response, next) => {
    const path = pathOf(request);
    const page = pages.get(path);
    if (page) {
      Promise.resolve(page(request, response)).catch(next);
      return;
    }
    const bundle = bundleAt(path);
    if (bundle !== undefined) return sendBundle(bundle, request, response);
    if (serveStatic) return serveStatic(request, response, next);
    next();
  };
  return (request, response, next) => {
    const objection = refuseHost(request.headers.host ?? '', policy);
    if (objection !== undefined) return sendRefused(response, objection);
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    try {
      secureHeaders(request, response, (error) => {
        if (error === undefined) route(request, response, next);
        else next(error);
      });
    } catch (error) {
      next(error);
    }
  };
}

function sendRefused(response: ServerResponse, reason: string): void {
  response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${reason}\n`);
}

/**
 * Answer a request that no route took, or that failed.
 * @param response - the response
 * @param error - what failed, if anything
 */
export function sendNotFound(response: ServerResponse, error?: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(error === undefined ? 404 : 500, {
    'Content-Type': 'text/plain; charset=utf-8',
  });
  response.end(error === undefined ? 'Not found\n' : 'The relay failed; its log says why\n');
}
