import type { RefusalCode } from '@rtcbot-web/sdk/protocol';

/** What a relay is doing; with Redis, this node of it. */
export interface RelayStatus {
  readonly uptimeSeconds: number;
  /** Robots that are online, with how many operators each has. */
  readonly robots: readonly { readonly robotId: string; readonly operators: number }[];
  readonly operators: number;
  /** Of several nodes none knows which operators wait: 0. */
  readonly waitingOperators: number;
  /** Clients that are connected. */
  readonly connections: number;
  /** Refusals so far, by code. */
  readonly rejections: Partial<Record<RefusalCode, number>>;
  /** Connections that were ended for a message over the limit. */
  readonly oversizedMessages: number;
  /** Connections that were ended, or never came about, for bytes that are not Socket.IO. */
  readonly brokenConnections: number;
}
