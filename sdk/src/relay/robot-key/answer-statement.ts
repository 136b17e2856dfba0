/** What a robot states with each answer, as a text that its key signs: pages that know the key believe nothing else. */

/** What an answer of a robot is bound to: with another offer, in another call, or of another robot it is worth nothing. */
export interface AnswerFacts {
  readonly robotId: string;
  /** Of the peer connection that is negotiated. */
  readonly sessionId: string;
  /** Digest of the operator's offer, as the robot got it. */
  readonly offerDigest: string;
  /** Digest of the robot's answer, as it was sent. */
  readonly answerDigest: string;
}

/**
 * The text that is signed. Descriptions hold the DTLS fingerprints of both ends, so who cannot change them cannot come between.
 * @param facts - of the answer; ids and digests have no line breaks
 */
export function answerStatement(facts: AnswerFacts): string {
  const { robotId, sessionId, offerDigest, answerDigest } = facts;
  return ['rtcbot-web answer 1', robotId, sessionId, offerDigest, answerDigest].join('\n');
}

/**
 * SHA-256 of a description's text, as base64url. Needs a secure context: HTTPS, or localhost.
 * @param sdp - exactly as it went over the wire
 */
export async function descriptionDigest(sdp: string): Promise<string> {
  return toBase64Url(await sha256(new TextEncoder().encode(sdp)));
}

/**
 * The print of a key, for people to compare at a glance, such as `1a2b-3c4d-5e6f-7a8b-9c0d`. Nothing is decided by it.
 * @param key - public key, 43 characters of base64url
 */
export async function robotKeyPrint(key: string): Promise<string> {
  const digest = await sha256(fromBase64Url(key));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return (hex.slice(0, 20).match(/.{4}/g) ?? []).join('-');
}

/** The bytes of a base64url text. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function toBase64Url(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
