import { PassThrough, Writable } from 'node:stream';
import type { ProgramEvent } from '@rtcbot-web/sdk/teleop';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProgramLink } from './program-link.js';
import type { StdioInput } from './stdio-lines.js';

type Event = Readonly<Record<string, unknown>>;

/** The program's end of the pipes. */
class FakeProgram {
  readonly says = new PassThrough();
  readonly events: ProgramEvent[] = [];
  readonly inputs: StdioInput[] = [];
  readonly warnings: string[] = [];
  lost: string | undefined;
  /** Whether its pipe is full. */
  isFull = false;
  readonly #log = {
    info: () => undefined,
    warn: (message: string) => void this.warnings.push(message),
    error: () => undefined,
  };
  readonly #read: Event[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly hears = new Writable({
    decodeStrings: false,
    highWaterMark: 1_000,
    write: (text: string, _, done) => {
      const take = (): void => {
        const lines = text.split('\n').filter((line) => line !== '');
        for (const line of lines) this.#read.push(JSON.parse(line) as Event);
        done();
      };
      if (this.isFull) this.#waiting.push(take);
      else take();
    },
  });
  readonly link = new ProgramLink(
    { input: this.says, output: this.hears },
    {
      onEvent: (event) => this.events.push(event),
      onInput: (input) => this.inputs.push(input),
      onLost: (why) => (this.lost = why),
    },
    { timeoutMs: 300, isWatched: () => true, log: this.#log },
  );

  /** What it has been told since the last look. */
  read(): Event[] {
    return this.#read.splice(0);
  }

  /** The same, without pings. */
  told(): unknown[] {
    const known = this.read().filter(({ event }) => event !== 'ping');
    return known.map(({ event, data, number, ageMs }) => [event, data ?? number, ageMs ?? '']);
  }

  /** Its pipe is no longer full. */
  async drain(): Promise<void> {
    this.isFull = false;
    for (const take of this.#waiting.splice(0)) take();
    await vi.advanceTimersByTimeAsync(0);
  }

  async say(...lines: string[]): Promise<void> {
    this.says.write(lines.map((line) => `${line}\n`).join(''));
    await vi.advanceTimersByTimeAsync(0);
  }

  /** Answers the newest ping of what it has been told. */
  async answer(events: readonly Event[] = this.read()): Promise<readonly Event[]> {
    const ping = events.findLast(({ event }) => event === 'ping');
    await this.say(JSON.stringify({ pong: ping?.['n'] }));
    return events;
  }

  move(linearMetersPerSec: number): void {
    const sinceMs = performance.now();
    this.link.command({ operator: 'ann', data: { linearMetersPerSec }, sinceMs });
  }
}

const speed = (linearMetersPerSec: number, ageMs = 0) => ['command', { linearMetersPerSec }, ageMs];

let program: FakeProgram;

beforeEach(() => {
  vi.useFakeTimers();
  program = new FakeProgram();
});
afterEach(() => {
  program.link.lose('the test ends');
  vi.useRealTimers();
});

describe('a program', () => {
  it('is told of no commands before it has said something, whatever that is', async () => {
    program.move(1);
    program.link.stop(1, 'no-program');
    expect(program.told()).toEqual([]);
    await program.say('nonsense');
    expect(program.events).toEqual(['started', 'asked', 'ready']);
    expect(program.told()).toEqual([]); // nothing was kept for it
    program.link.stop(1, 'no-program');
    program.move(1);
    expect(program.told()).toEqual([['safe-stop', 1, ''], speed(1)]);
  });

  it('that answers pings has one command for motion unread at most; the newest wins, with its age', async () => {
    await program.answer();
    program.move(1);
    program.move(2);
    await vi.advanceTimersByTimeAsync(33);
    program.move(3);
    await vi.advanceTimersByTimeAsync(20);
    const events = program.read();
    expect(events.map(({ event }) => event)).toEqual(['command', 'ping']);
    await program.answer(events);
    expect(program.told()).toEqual([speed(3, 20)]);
  });

  it('that was frozen finds no burst when it goes on', async () => {
    await program.answer();
    for (let ms = 0; ms < 10_000; ms += 50) {
      if (ms < 300) program.move(1);
      if (ms === 300) program.move(0); // as a stop does
      if (ms >= 300 && ms % 250 === 0) program.link.stop(1, 'program-silent');
      await vi.advanceTimersByTimeAsync(50);
    }
    const events = program.read();
    const heard = events.map(({ event }) => event);
    expect(heard.slice(0, 4)).toEqual(['command', 'ping', 'command', 'safe-stop']);
    expect(new Set(heard.slice(4)), 'at most a ping each second').toEqual(new Set(['ping']));
    expect(heard.length).toBeLessThan(15);
    await program.answer(events);
    expect(program.told()).toEqual([]);
  });

  it('is handed nothing that has waited for longer than the timeout', async () => {
    await program.answer();
    program.move(1);
    const events = program.read();
    program.move(2);
    await vi.advanceTimersByTimeAsync(301);
    await program.answer(events);
    expect(program.told()).toEqual([]);
  });

  it('that never answers is stuck when it does not read, and no more when it does', async () => {
    await program.say('{"ready":true}');
    program.move(1);
    program.isFull = true;
    program.move(2);
    program.move(3);
    expect(program.events).toEqual(['started', 'asked', 'ready', 'stuck']);
    await program.drain();
    expect(program.events.at(-1)).toBe('ready');
    expect(program.told()).toEqual([speed(1), speed(2), speed(3)]);
  });

  it('is asked ten times a second, and its answers are known by their number', async () => {
    await program.answer();
    await vi.advanceTimersByTimeAsync(1_000);
    const events = program.read();
    expect(events).toHaveLength(1);
    await program.say('{"pong":-1}');
    expect(program.warnings.join()).toContain('there was no ping -1.');
    await program.answer(events);
    for (let times = 0; times < 10; times++) {
      await vi.advanceTimersByTimeAsync(100);
      await program.answer();
    }
    expect(program.events.filter((event) => event === 'answered').length).toBeGreaterThan(8);
  });

  it('that reads slowly has commands pass the messages of operators, which are left out when too many wait', async () => {
    await program.answer();
    const data = 'x'.repeat(60_000);
    const flood = () => program.link.tell({ event: 'message', operator: 'vic', data }, 'vic', true);
    for (let times = 0; times < 200; times++) flood();
    program.link.tell(
      { event: 'operator', operator: 'vic', state: 'left', role: 'viewer' },
      'vic',
      false,
    );
    const events = program.read();
    expect(events.filter(({ event }) => event === 'message').length).toBeLessThan(3);
    program.move(1);
    await program.answer(events);
    const next = program.read();
    expect(next[0]).toMatchObject({ event: 'command', data: { linearMetersPerSec: 1 } });
    await program.answer(next);
    expect(program.warnings).toEqual(['Messages are left out: the program reads them too slowly.']);
    let left: unknown;
    for (let times = 0; times < 300 && !left; times++) {
      await vi.advanceTimersByTimeAsync(100);
      left = (await program.answer()).find(({ event }) => event === 'operator');
    }
    expect(left).toMatchObject({ state: 'left' });
  });

  it.each([
    ['closed its input', () => program.hears.destroy()],
    ['closed its input', () => program.hears.destroy(new Error('EPIPE'))],
    ['closed its output', () => program.says.end()],
    ['closed its output', () => program.says.destroy()],
  ])('is lost when it has %s', async (why, close) => {
    await program.answer();
    program.move(1);
    close();
    await vi.advanceTimersByTimeAsync(0);
    expect([program.lost, program.events.at(-1)]).toEqual([why, 'lost']);
    program.read();
    program.move(2);
    program.link.stop(1, 'no-program');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(program.told()).toEqual([]);
    expect(program.events.filter((event) => event === 'lost')).toHaveLength(1);
  });

  it('that is lost confirms nothing, but what it said last is heard', async () => {
    await program.answer();
    program.link.lose('ended (0)');
    await program.say('{"confirm":"safe-stop","number":1}', '{"data":"bye"}');
    expect(program.inputs).toEqual([{ data: 'bye' }]);
  });

  it('that says nothing, or answers nothing, is told of in the log, once', async () => {
    await vi.advanceTimersByTimeAsync(20_000);
    expect(program.warnings.join()).toContain('has not said anything yet');
    await program.say('{"ready":true}');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(program.warnings).toHaveLength(2);
    expect(program.warnings[1]).toContain('has answered no ping');
  });
});

describe('lines that make no sense', () => {
  it('are told of with their number, the first few of many', async () => {
    await program.say(...Array.from({ length: 1_000 }, () => 'nonsense'));
    expect(program.warnings).toHaveLength(5);
    await vi.advanceTimersByTimeAsync(10_000);
    await program.say('[1]');
    expect(program.warnings.at(-1)).toMatch(
      /^Line 1001 of the program's output, and 995 before it that were not told of, is ignored: it is not a JSON object\./,
    );
  });

  it('are too long above a limit that is named', async () => {
    await program.say('x'.repeat(1_000_001));
    expect(program.warnings[0]).toContain(
      'it is longer than 1,000,000 characters, the most that a line may have.',
    );
  });

  it('are no loss when a number in them is none: they are read, and it is said once', async () => {
    await program.say('{"telemetry":{"range":NaN}}', '{"telemetry":{"range":-Infinity}}');
    expect(program.inputs).toEqual([
      { telemetry: { range: null } },
      { telemetry: { range: null } },
    ]);
    expect(program.warnings).toHaveLength(1);
  });
});
