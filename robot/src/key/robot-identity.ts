import type { AnswerFacts, RobotProof } from '@rtcbot-web/sdk/protocol';
import { RobotHostError } from '@rtcbot-web/sdk/subscriptions';
import type { Log } from '@rtcbot-web/sdk/protocol';
import { defaultKeyFile, loadRobotKey } from './key-file.js';
import type { RobotKey } from './robot-key.js';

/** What decides about a robot's identity. */
export interface IdentityOptions {
  /** File with the key; undefined: the default one. */
  readonly keyFile: string | undefined;
  /** Undefined: there is no relay, so nobody between. */
  readonly relay: { readonly robotId: string } | undefined;
  readonly log: Log;
}

/** Who a robot is to those that come through a relay. */
export class RobotIdentity {
  readonly #options: IdentityOptions;
  #key: RobotKey | undefined;

  constructor(options: IdentityOptions) {
    this.#options = options;
  }

  /** The public key; undefined before it is loaded, or without one. */
  get publicKey(): string | undefined {
    return this.#key?.publicKey;
  }

  /**
   * Load the key, or make it. Where the default file cannot be used, the robot goes on without a key.
   * @throws RtcError `bad-argument` if a file that was named cannot be used
   */
  async load(): Promise<void> {
    const { keyFile, relay, log } = this.#options;
    if (!relay || this.#key) return;
    try {
      const path = keyFile ?? defaultKeyFile(process.env);
      this.#key = await loadRobotKey(path, (message) => {
        log.warn(message);
      });
    } catch (error) {
      if (keyFile !== undefined) throw error;
      const why = error instanceof Error ? error.message : String(error);
      log.warn(`This robot goes on without a key, so pages that trust one refuse it: ${why}`);
    }
  }

  /** Tell whoever runs the robot which key pages may trust. */
  announce(): void {
    if (!this.#key) return;
    const { publicKey, print } = this.#key;
    this.#options.log.info(
      `This robot's key is ${publicKey} (${print}), for pages to trust; see docs/security.md.`,
    );
  }

  /**
   * Prove that an answer is this robot's own; see `RobotKey.prove`. Its id is this robot's, whatever the caller says.
   * @throws RtcError if there is no key, or the facts are none
   */
  prove(facts: AnswerFacts): RobotProof {
    const { relay } = this.#options;
    if (!this.#key || !relay) throw new RobotHostError('robot-host', 'This robot has no key.');
    return this.#key.prove({ ...facts, robotId: relay.robotId });
  }
}
