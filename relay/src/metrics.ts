/**
 * Figures of a relay for Prometheus.
 *
 * @module
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { RefusalCode } from '@rtcbot-web/sdk/protocol';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Outcome } from './outcome.js';

const LATENCY_BUCKETS_SEC = [0.0001, 0.0005, 0.001, 0.005, 0.02, 0.05, 0.1, 0.5, 1, 5];
/** Events that clients may send; all else is counted as one, so that nobody can make up series. */
const EVENTS = new Set(['robot:register', 'robot:join', 'robot:leave', 'signal:send']);
const NS_PER_SEC = 1e9;

/** What is going on at the moment of asking. */
export interface Levels {
  readonly robots: number;
  readonly operators: number;
  readonly connections: number;
}

/** Remembers what it was for the same words. */
const remembered = <W extends string[], T>(make: (...words: W) => T) => {
  const known = new Map<string, T>();
  return (...words: W): T => {
    const name = words.length === 1 ? String(words[0]) : words.join(' ');
    const value = known.get(name) ?? make(...words);
    known.set(name, value);
    return value;
  };
};

/** Counts what a relay does. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #loopDelay = monitorEventLoopDelay({ resolution: 20 });
  readonly #events = this.#counter('events_total', 'Events of clients', ['event', 'answer']);
  readonly #latency = new Histogram({
    name: 'rtcbot_relay_event_seconds',
    help: 'Time from the arrival of an event to its answer',
    labelNames: ['event'],
    buckets: LATENCY_BUCKETS_SEC,
    registers: [this.#registry],
  });
  readonly #forwards = this.#counter('forwards_total', 'Signals that were passed on', []);
  readonly #rejections = this.#counter('rejections_total', 'Refusals', ['code']);
  readonly #ended = this.#counter('ended_connections_total', 'Connections ended by the relay', [
    'reason',
  ]);
  readonly #forwardsOnly = this.#forwards.labels();
  // looking up labels costs more than the rest
  readonly #eventsOf = remembered((event: string, answer: string) =>
    this.#events.labels(event, answer),
  );
  readonly #latencyOf = remembered((event: string) => this.#latency.labels(event));

  /** @param levels - tells what is going on */
  constructor(levels: () => Levels) {
    this.#loopDelay.enable();
    this.#gauge('robots', 'Robots online here', () => levels().robots);
    this.#gauge('operators', 'Operators here, waiting ones included', () => levels().operators);
    this.#gauge('connections', 'Clients connected here', () => levels().connections);
    this.#gauge('resident_memory_bytes', 'Memory of the process', () => process.memoryUsage.rss());
    this.#gauge('cpu_seconds', 'CPU time of the process', () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    });
    this.#gauge('event_loop_lag_seconds', 'p99 since it was last asked for', () => {
      const p99 = this.#loopDelay.percentile(99) / NS_PER_SEC;
      this.#loopDelay.reset();
      return p99;
    });
  }

  /** An event has been answered. */
  handled(event: string, { answer, deliveries }: Outcome, seconds: number): void {
    if (event === 'signal:send' && answer.ok) this.#forwardsOnly.inc(deliveries.length);
    const name = EVENTS.has(event) ? event : 'unknown';
    const code = answer.ok ? 'ok' : answer.code;
    this.#eventsOf(name, code).inc();
    this.#latencyOf(name).observe(seconds);
  }

  /** An event, or a connection, has been refused. */
  refused(code: RefusalCode): void {
    this.#rejections.inc({ code });
  }

  /** The relay has ended a connection. */
  ended(reason: 'oversized' | 'broken' | 'flood' | 'slow' | 'expired' | 'gate'): void {
    this.#ended.inc({ reason });
  }

  /** All figures, in Prometheus' text format. */
  async text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Media type of that text. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Stop measuring. */
  close(): void {
    this.#loopDelay.disable();
  }

  #counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    const registers = [this.#registry];
    return new Counter({ name: `rtcbot_relay_${name}`, help, labelNames, registers });
  }

  #gauge(name: string, help: string, read: () => number): Gauge {
    return new Gauge({
      name: `rtcbot_relay_${name}`,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }
}
