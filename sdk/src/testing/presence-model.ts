import { expect } from 'vitest';
import { RANKS, type Step } from './world-steps.js';

/** The truth about who is there: with which rank, and until when. */
export class PresenceModel {
  /** By id; who is not there has none. */
  readonly ranks = new Map<string, number>();
  readonly #expiresAtMs = new Map<string, number>();

  /** The relay vouches for somebody; returns whether for another rank than before. */
  vouch(
    { do: how, who, role, expiresInMs }: Extract<Step, { do: 'join' | 'renew' }>,
    nowMs: number,
  ): boolean {
    const isOther = this.ranks.get(who) !== RANKS[role];
    if (how === 'join' || this.ranks.has(who)) {
      this.ranks.set(who, RANKS[role]!);
      this.#expiresAtMs.set(who, nowMs + (expiresInMs ?? Infinity));
    }
    return isOther;
  }

  forget(id: string): void {
    this.ranks.delete(id);
    this.#expiresAtMs.delete(id);
  }

  sleep(ms: number): void {
    for (const [id, atMs] of this.#expiresAtMs) this.#expiresAtMs.set(id, atMs - ms);
  }

  expectExpired(id: string, nowMs: number): void {
    expect(this.#expiresAtMs.get(id), 'not before its time').toBeLessThanOrEqual(nowMs);
  }

  /** Whoever drives is there, is not a viewer, and its token has not expired. */
  expectDriver(id: string, nowMs: number): void {
    expect(this.ranks.get(id), 'rank').toBeGreaterThanOrEqual(0);
    expect(this.#expiresAtMs.get(id), 'expiry').toBeGreaterThan(nowMs);
  }
}
