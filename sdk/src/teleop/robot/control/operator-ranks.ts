/** Who is connected, with its role, and who ranks above whom. */
export class OperatorRanks {
  readonly #rankOf: (role: string, operatorId: string) => number;
  readonly #roles = new Map<string, string>();

  /** @param rankOf - by what the relay vouches for; below 0, or no number: never drives */
  constructor(rankOf: (role: string, operatorId: string) => number) {
    this.#rankOf = rankOf;
  }

  /** Everybody, with its role. */
  get list(): readonly { readonly id: string; readonly role: string }[] {
    return [...this.#roles].map(([id, role]) => ({ id, role }));
  }

  /** Whether somebody of this id is connected. */
  has(operatorId: string): boolean {
    return this.#roles.has(operatorId);
  }

  /** What the relay vouches for; undefined for who is not connected. */
  roleOf(operatorId: string): string | undefined {
    return this.#roles.get(operatorId);
  }

  /** Below 0 for who never drives, or is not connected. */
  rank(operatorId: string): number {
    const role = this.#roles.get(operatorId);
    const rank = role === undefined ? -1 : this.#rankOf(role, operatorId);
    return Number.isFinite(rank) ? rank : -1;
  }

  /** Whether the role of this operator lets it drive. */
  mayDrive(operatorId: string): boolean {
    return this.rank(operatorId) >= 0;
  }

  /** Somebody is here, or has another role. */
  set(operatorId: string, role: string): void {
    this.#roles.set(operatorId, role);
  }

  /** Somebody is gone; returns whether it was here. */
  delete(operatorId: string): boolean {
    return this.#roles.delete(operatorId);
  }
}

/** Viewers never drive, supervisors take over from operators. */
export function rankOfRole(role: string): number {
  return ['operator', 'supervisor'].indexOf(role);
}
