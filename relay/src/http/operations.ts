/**
 * Pages for whoever runs the relay: `/healthz`, `/readyz`, `/metrics`, `/admin`.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusal } from '@rtcbot-web/sdk/protocol';
import { ADMIN_PAGE, ADMIN_PAGE_POLICY } from './admin-page.js';
import type { Authority } from '../access/authority.js';
import type { Metrics } from '../observe/metrics.js';
import { refuseSource } from '../access/origins.js';
import { adminsOnly, refuse } from '../signalling/refusal.js';
import type { RobotListing } from '../rooms/registry.js';

/** Options of the pages. */
export interface OperationsOptions {
  readonly authority: Authority;
  /** Neither secret nor key set: whoever is on this machine may look. */
  readonly isOpen: boolean;
  readonly allowedOrigins: readonly string[] | undefined;
  readonly metrics: Metrics;
  /** What `/healthz` says. */
  readonly health: () => object;
  readonly isReady: () => boolean;
  readonly list: () => Promise<readonly RobotListing[]>;
}

/** Answers one request. */
export type Page = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

function send(response: ServerResponse, status: number, type: string, body: string) {
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.end(body);
}

function sendJson(response: ServerResponse, status: number, value: object) {
  send(response, status, 'application/json', `${JSON.stringify(value)}\n`);
}

function bearerOf({ headers }: IncomingMessage) {
  return /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** Refuses everybody but admins; in open mode everybody but programs and pages of this machine. */
async function refuseVisitor(
  { authority, ...policy }: OperationsOptions,
  request: IncomingMessage,
): Promise<Refusal | undefined> {
  const { origin, host } = request.headers;
  if (policy.isOpen) {
    const address = request.socket.remoteAddress;
    const objection = refuseSource({ origin, host, address }, policy);
    return objection === undefined ? undefined : refuse('forbidden', objection);
  }
  const grant = await authority(bearerOf(request));
  if ('ok' in grant) return grant;
  return grant.role === 'admin' ? undefined : adminsOnly();
}

function statusOf({ code }: Refusal) {
  return code === 'forbidden' ? 403 : code === 'try-again' ? 503 : 401;
}

/**
 * Make the pages.
 * @returns the pages by path
 */
export function createOperations(options: OperationsOptions): ReadonlyMap<string, Page> {
  const { metrics, health, isReady, list } = options;
  const forAdmins =
    (page: Page): Page =>
    async (request, response) => {
      const refusal = await refuseVisitor(options, request);
      if (!refusal) return page(request, response);
      const status = statusOf(refusal);
      if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
      sendJson(response, status, refusal);
    };
  return new Map<string, Page>([
    [
      '/healthz',
      (_, response) => {
        sendJson(response, 200, health());
      },
    ],
    [
      '/readyz',
      (_, response) => {
        const ok = isReady();
        sendJson(response, ok ? 200 : 503, { ok });
      },
    ],
    [
      '/metrics',
      forAdmins(async (_, response) => {
        send(response, 200, metrics.contentType, await metrics.text());
      }),
    ],
    [
      '/admin',
      (_, response) => {
        response.setHeader('Content-Security-Policy', ADMIN_PAGE_POLICY);
        send(response, 200, 'text/html; charset=utf-8', ADMIN_PAGE);
      },
    ],
    [
      '/admin/status.json',
      forAdmins(async (_, response) => {
        sendJson(response, 200, { ...health(), list: await list() });
      }),
    ],
  ]);
}
