import { execFileSync } from 'node:child_process';

/** A network of its own for one operator, joined to the machine by a cable that can be pulled. Needs root, and Linux. */
export class NetworkNamespace {
  readonly name: string;
  /** The machine's address on the cable. */
  readonly hostAddress: string;
  readonly #cable: string;

  constructor() {
    // Interface names have 15 characters at most; the address space is the one for benchmarks.
    const number = process.pid % 250;
    this.name = `rtcbot-${String(process.pid)}`;
    this.#cable = `rb${String(process.pid)}`;
    this.hostAddress = `198.18.${String(number)}.1`;
    ip('netns', 'add', this.name);
    ip('link', 'add', this.#cable, 'type', 'veth', 'peer', 'name', 'cable', 'netns', this.name);
    ip('addr', 'add', `${this.hostAddress}/24`, 'dev', this.#cable);
    ip('link', 'set', this.#cable, 'up');
    const inside = ['netns', 'exec', this.name, 'ip'] as const;
    ip(...inside, 'addr', 'add', `198.18.${String(number)}.2/24`, 'dev', 'cable');
    ip(...inside, 'link', 'set', 'cable', 'up');
    ip(...inside, 'link', 'set', 'lo', 'up');
  }

  /** Whether this process may make one. */
  static get isPossible(): boolean {
    return process.platform === 'linux' && process.getuid?.() === 0;
  }

  /** Pull the cable, or plug it in again. */
  plug(isIn: boolean): void {
    ip('link', 'set', this.#cable, isIn ? 'up' : 'down');
  }

  remove(): void {
    ip('netns', 'del', this.name);
  }
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}
