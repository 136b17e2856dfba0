import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { type AnswerFacts, answerStatement, type RobotProof } from '@rtcbot-web/sdk/protocol';
import { RtcError } from '@rtcbot-web/sdk/subscriptions';

const PRINT_CHARACTERS = 20;
/** Of a statement: what ids and digests are made of. A line break in one would forge another. */
const FACT = /^[\w.-]{1,64}$/;

/**
 * The identity of a robot: an Ed25519 key whose private half stays in this process. Pages that pin its public half know the
 * robot by it, whatever relay is between.
 */
export class RobotKey {
  /** The public key, 43 characters of base64url: what pages pin. */
  readonly publicKey: string;
  readonly #privateKey: KeyObject;

  /** @param privateKey - Ed25519 */
  constructor(privateKey: KeyObject) {
    this.#privateKey = privateKey;
    this.publicKey = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '';
  }

  /** For people to compare at a glance, such as `1a2b-3c4d-5e6f-7a8b-9c0d`; the same as pages show. */
  get print(): string {
    const digest = createHash('sha256').update(Buffer.from(this.publicKey, 'base64url'));
    return (digest.digest('hex').slice(0, PRINT_CHARACTERS).match(/.{4}/g) ?? []).join('-');
  }

  /**
   * Prove that an answer is this robot's own.
   * @param facts - what the answer is bound to; the text that is signed is made of them here, so that nothing else can be signed
   * @throws RtcError `bad-argument` if they are not facts
   */
  prove(facts: AnswerFacts): RobotProof {
    const { robotId, sessionId, offerDigest, answerDigest } = facts;
    for (const fact of [robotId, sessionId, offerDigest, answerDigest]) {
      if (typeof fact === 'string' && FACT.test(fact)) continue;
      throw new RtcError(
        'bad-argument',
        `Not signed: ${JSON.stringify(fact)} is neither an id nor a digest.`,
      );
    }
    const signature = sign(null, Buffer.from(answerStatement(facts)), this.#privateKey);
    return { key: this.publicKey, signature: signature.toString('base64url') };
  }
}
