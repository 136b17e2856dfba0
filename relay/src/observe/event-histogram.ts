import type { MetricValueWithName } from 'prom-client';

const BUCKETS_SEC = [0.0001, 0.0005, 0.001, 0.005, 0.02, 0.05, 0.1, 0.5, 1, 5];
/** Events that clients may send; all else is counted as one, so that nobody can make up series. */
const EVENTS = ['robot:register', 'robot:join', 'robot:leave', 'signal:send'];
const OTHERS = 'unknown';

/** What is known about the events of one name. */
class Histogram {
  readonly #perBucket = BUCKETS_SEC.map(() => 0);
  #seconds = 0;
  #count = 0;
  readonly answers = new Map<string, number>();

  add(code: string, seconds: number) {
    this.answers.set(code, (this.answers.get(code) ?? 0) + 1);
    this.#count += 1;
    this.#seconds += seconds;
    for (let index = 0; index < BUCKETS_SEC.length; index += 1)
      if (seconds <= Number(BUCKETS_SEC[index])) {
        this.#perBucket[index] = Number(this.#perBucket[index]) + 1;
        return;
      }
  }

  latencies(name: string, event: string): MetricValueWithName<string>[] {
    let sum = 0;
    return [
      ...this.#perBucket.map((count, index) => ({
        labels: { event, le: Number(BUCKETS_SEC[index]) },
        value: (sum += count),
        metricName: `${name}_bucket`,
      })),
      { labels: { event, le: '+Inf' }, value: this.#count, metricName: `${name}_bucket` },
      { labels: { event }, value: this.#seconds, metricName: `${name}_sum` },
      { labels: { event }, value: this.#count, metricName: `${name}_count` },
    ];
  }
}

/**
 * Counts events and how long they took. There is one for each signal that is passed on, so this does not look labels
 * up as prom-client does.
 */
export class EventHistograms {
  readonly #histograms = new Map([...EVENTS, OTHERS].map((event) => [event, new Histogram()]));

  /**
   * Count an event.
   * @param event - its name, as it came
   * @param code - `ok`, or that of the refusal
   * @param seconds - from its arrival to its answer
   */
  add(event: string, code: string, seconds: number): void {
    (this.#histograms.get(event) ?? this.#histograms.get(OTHERS))?.add(code, seconds);
  }

  /** How many there were, by event and answer. */
  get answers(): { readonly event: string; readonly answer: string; readonly count: number }[] {
    return [...this.#histograms].flatMap(([event, { answers }]) =>
      [...answers].map(([answer, count]) => ({ event, answer, count })),
    );
  }

  /**
   * A histogram of how long they took, as prom-client prints it.
   * @param name - of the metric
   * @param help - what it is
   */
  latencies(name: string, help: string) {
    const values = [...this.#histograms]
      .filter(([, { answers }]) => answers.size > 0)
      .flatMap(([event, histogram]) => histogram.latencies(name, event));
    return { name, help, type: 'histogram', aggregator: 'sum', values };
  }
}
