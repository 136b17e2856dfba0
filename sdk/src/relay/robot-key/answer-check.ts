import { RtcError } from '../../errors.js';
import type { RobotProof } from '../relay-messages.js';
import {
  answerStatement,
  descriptionDigest,
  fromBase64Url,
  robotKeyPrint,
  type AnswerFacts,
} from './answer-statement.js';

/** An answer that came, and the offer that went out for it. */
export interface AnswerToCheck {
  readonly robotId: string;
  readonly sessionId: string;
  readonly offer: string;
  readonly answer: string;
  readonly proof: RobotProof | undefined;
}

/**
 * Check that a robot with one of these keys has made this answer to this offer.
 * @param expected - the keys that it may have; none: any
 * @returns its key
 * @throws RtcError `robot-key-missing` (not signed), `robot-key-mismatch` (another key, or something was changed on the
 *   way), `robot-key-unsupported` (this browser or page cannot check signatures)
 */
export async function checkAnswer(
  checked: AnswerToCheck,
  expected: readonly string[],
): Promise<string> {
  const { robotId, proof } = checked;
  requireCrypto(robotId);
  const prints = await Promise.all(expected.map(robotKeyPrint));
  const wanted = prints.length > 0 ? `the key ${prints.join(' or ')}` : 'a key';
  if (!proof) {
    throw new RtcError(
      'robot-key-missing',
      `Robot ${robotId} was to show ${wanted}, but its answer is not signed. Is its program, or the relay, of a version without robot keys? If not, somebody has taken the signature away.`,
    );
  }
  const shown = await robotKeyPrint(proof.key);
  if (expected.length > 0 && !expected.includes(proof.key)) {
    throw new RtcError(
      'robot-key-mismatch',
      `Robot ${robotId} was to show ${wanted}, but shows ${shown}. If it was set up anew, trust its new key ("rtcbot-robot key" prints it); if not, this is another robot, or somebody listens in.`,
    );
  }
  if (!(await isSigned(checked, proof))) {
    throw new RtcError(
      'robot-key-mismatch',
      `Robot ${robotId} was to show ${wanted}, and shows ${shown}, but has not signed this call: descriptions were changed between it and this page. Do not trust this relay.`,
    );
  }
  return proof.key;
}

async function isSigned(checked: AnswerToCheck, proof: RobotProof): Promise<boolean> {
  const { robotId, sessionId, offer, answer } = checked;
  const facts: AnswerFacts = {
    robotId,
    sessionId,
    offerDigest: await descriptionDigest(offer),
    answerDigest: await descriptionDigest(answer),
  };
  const statement = new TextEncoder().encode(answerStatement(facts));
  const key = await importKey(robotId, proof.key);
  return crypto.subtle.verify('Ed25519', key, fromBase64Url(proof.signature), statement);
}

function requireCrypto(robotId: string): void {
  // Missing in pages that came over plain HTTP, whatever the types say.
  if ((globalThis.crypto as Partial<Crypto> | undefined)?.subtle) return;
  throw new RtcError(
    'robot-key-unsupported',
    `The key of robot ${robotId} cannot be checked: this page is not a secure context. Serve it over HTTPS (or from localhost).`,
  );
}

async function importKey(robotId: string, key: string): Promise<CryptoKey> {
  try {
    return await crypto.subtle.importKey('raw', fromBase64Url(key), 'Ed25519', false, ['verify']);
  } catch (cause) {
    throw new RtcError(
      'robot-key-unsupported',
      `The key of robot ${robotId} cannot be checked: this browser knows no Ed25519. Chrome 137, Firefox 129, Safari 17 and newer ones do.`,
      { cause },
    );
  }
}
