/**
 * Figures of a relay for Prometheus.
 *
 * @module
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { RefusalCode } from '@rtcbot-web/sdk/protocol';
import { Counter, Gauge, Registry, type Histogram } from 'prom-client';
import { EventHistograms } from './event-histogram.js';
import type { Outcome } from '../rooms/outcome.js';

const NS_PER_SEC = 1e9;

/** What is going on at the moment of asking. */
export interface Levels {
  readonly robots: number;
  readonly operators: number;
  readonly connections: number;
}

/** Counts what a relay does. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #loopDelay = monitorEventLoopDelay({ resolution: 20 });
  readonly #events = new EventHistograms();
  #forwards = 0;
  readonly #rejections = this.#counter('rejections_total', 'Refusals', ['code']);
  readonly #ended = this.#counter('ended_connections_total', 'Connections ended by the relay', [
    'reason',
  ]);

  /** @param levels - tells what is going on */
  constructor(levels: () => Levels) {
    this.#loopDelay.enable();
    this.#registerTally();
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
  handled(event: string, answer: Outcome['answer'], seconds: number): void {
    if (event === 'signal:send' && answer.ok) this.#forwards += 1;
    this.#events.add(event, answer.ok ? 'ok' : answer.code, seconds);
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

  #registerTally() {
    const registers = [this.#registry];
    const events = this.#events;
    new Counter({
      name: 'rtcbot_relay_events_total',
      help: 'Events of clients',
      labelNames: ['event', 'answer'],
      registers,
      collect() {
        this.reset();
        for (const { count, ...labels } of events.answers) this.inc(labels, count);
      },
    });
    const forwards = () => this.#forwards;
    new Counter({
      name: 'rtcbot_relay_forwards_total',
      help: 'Signals that were passed on',
      registers,
      collect() {
        this.reset();
        this.inc(forwards());
      },
    });
    const name = 'rtcbot_relay_event_seconds';
    const help = 'Time from the arrival of an event to its answer';
    const latencies = { name, get: () => Promise.resolve(events.latencies(name, help)) };
    this.#registry.registerMetric(latencies as unknown as Histogram);
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
