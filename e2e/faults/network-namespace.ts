import { execFileSync } from 'node:child_process';
import { requireProgram, skipReason, whyMissing } from '../../scripts/programs/needed-program.mjs';

/** A network of its own for one operator, joined to the machine by a cable that can be pulled. Needs root, and Linux. */
export class NetworkNamespace {
  readonly name: string;
  /** The machine's address on the cable. */
  readonly hostAddress: string;
  readonly #cable: string;

  constructor() {
    requireProgram('iproute2');
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

  /** Why tests in one are to be skipped, if so: it takes root, and in a container the right to make one. */
  static get whyNot(): string | undefined {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) {
      return 'network namespaces need root, and Linux';
    }
    if (whyMissing('iproute2') !== undefined) return skipReason(whyMissing('iproute2'));
    try {
      execFileSync('unshare', ['--net', 'true'], { stdio: 'ignore' });
      return undefined;
    } catch {
      return 'this container may not make network namespaces';
    }
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
