import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import type { HeartbeatPolicy } from './page-heartbeat.js';
import type { RestartPolicy } from './restart-waits.js';

/** How Chromium is watched over. Whatever is left out has a default. */
export interface SupervisionOptions {
  /** How often the page is asked whether it lives; default 2000. */
  readonly heartbeatIntervalMs?: number | undefined;
  /** Without an answer for so long the page counts as hung; default 10000. */
  readonly heartbeatTimeoutMs?: number | undefined;
  /** Wait before Chromium is started again, doubled each time that it ends soon; default 250. */
  readonly relaunchFirstMs?: number | undefined;
  /** The longest such wait; default 30000. */
  readonly relaunchMaxMs?: number | undefined;
  /** A Chromium that ran for so long ran well: the waits begin anew when it ends; default 10000. */
  readonly relaunchResetMs?: number | undefined;
  /** A camera that gives no picture for so long counts as lost; default 8000, 0 for never. */
  readonly cameraStallMs?: number | undefined;
  /** Chromium is started afresh when it uses more, in MiB; default 1500, 0 for never. */
  readonly maxMemoryMiB?: number | undefined;
  /** Chromium is started afresh when it has run for so long, in hours; default 24, 0 for never. */
  readonly maxUptimeHours?: number | undefined;
  /** It is started afresh only if nobody has been connected for so long; default 30000. */
  readonly idleMs?: number | undefined;
  /** How often that is looked at; default 30000. */
  readonly checkIntervalMs?: number | undefined;
}

/** The options with everything filled in. */
export interface SupervisionPolicy {
  readonly heartbeat: HeartbeatPolicy;
  readonly relaunch: RestartPolicy;
  readonly refresh: RefreshPolicy;
  readonly cameraStallMs: number;
  readonly checkIntervalMs: number;
}

/** When Chromium is started afresh on purpose. */
export interface RefreshPolicy {
  readonly maxMemoryMiB: number;
  readonly maxUptimeHours: number;
  readonly idleMs: number;
}

/** How Chromium stands. */
export interface ChromiumLoad {
  readonly memoryMiB: number;
  readonly uptimeMs: number;
  readonly operators: number;
  /** How long nobody has been connected. */
  readonly idleMs: number;
}

const DEFAULTS = {
  heartbeatIntervalMs: 2_000,
  heartbeatTimeoutMs: 10_000,
  relaunchFirstMs: 250,
  relaunchMaxMs: 30_000,
  relaunchResetMs: 10_000,
  cameraStallMs: 8_000,
  maxMemoryMiB: 1_500,
  maxUptimeHours: 24,
  idleMs: 30_000,
  checkIntervalMs: 30_000,
} as const;

const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 24 * MS_PER_HOUR;

/** Timers that are set to more than 24.8 days fire at once, and those of 0 keep a processor busy. */
const BOUNDS: Readonly<Record<keyof typeof DEFAULTS, readonly [min: number, max: number]>> = {
  heartbeatIntervalMs: [10, 60_000],
  heartbeatTimeoutMs: [100, 10 * 60_000],
  relaunchFirstMs: [1, MS_PER_HOUR],
  relaunchMaxMs: [1, MS_PER_DAY],
  relaunchResetMs: [0, MS_PER_DAY],
  cameraStallMs: [0, MS_PER_HOUR],
  maxMemoryMiB: [0, 1_000_000],
  maxUptimeHours: [0, 366 * 24],
  idleMs: [0, MS_PER_DAY],
  checkIntervalMs: [10, MS_PER_HOUR],
};

/**
 * Fill in what is missing.
 * @throws RtcError `bad-argument` for what is not a number of that kind
 */
export function resolveSupervision(options: SupervisionOptions = {}): SupervisionPolicy {
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    if (!Object.hasOwn(DEFAULTS, name)) {
      const known = Object.keys(DEFAULTS).join(', ');
      throw new RtcError('bad-argument', `supervision has no "${name}"; there are ${known}.`);
    }
    const [min, max] = BOUNDS[name as keyof typeof DEFAULTS];
    if (value === undefined || (typeof value === 'number' && value >= min && value <= max))
      continue;
    throw new RtcError(
      'bad-argument',
      `supervision: "${name}" must be a number from ${String(min)} to ${String(max)}.`,
    );
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const all = { ...DEFAULTS, ...(Object.fromEntries(given) as Partial<typeof DEFAULTS>) };
  return {
    heartbeat: { intervalMs: all.heartbeatIntervalMs, timeoutMs: all.heartbeatTimeoutMs },
    relaunch: {
      firstMs: all.relaunchFirstMs,
      maxMs: all.relaunchMaxMs,
      resetAfterMs: all.relaunchResetMs,
    },
    refresh: {
      maxMemoryMiB: all.maxMemoryMiB,
      maxUptimeHours: all.maxUptimeHours,
      idleMs: all.idleMs,
    },
    cameraStallMs: all.cameraStallMs,
    checkIntervalMs: all.checkIntervalMs,
  };
}

/**
 * Decide whether Chromium is to be started afresh. Never while anybody is connected.
 * @returns why; undefined if not
 */
export function reasonToRefresh(load: ChromiumLoad, policy: RefreshPolicy): string | undefined {
  if (load.operators > 0 || load.idleMs < policy.idleMs) return undefined;
  if (policy.maxMemoryMiB > 0 && load.memoryMiB > policy.maxMemoryMiB) {
    return `it uses ${String(Math.round(load.memoryMiB))} MiB of memory`;
  }
  if (policy.maxUptimeHours > 0 && load.uptimeMs > policy.maxUptimeHours * MS_PER_HOUR) {
    return `it has run for ${String(Math.round(load.uptimeMs / MS_PER_HOUR))} hours`;
  }
  return undefined;
}
