import { StampGate } from '../command-gate.js';

/** What the relay vouches for about an operator. */
export interface OperatorAccess {
  readonly role: string;
  /** Time that is left until its token expires, in ms; missing: it never does. */
  readonly expiresInMs?: number | undefined;
}

/** A role alone is a token that never expires. */
export function toAccess(access: string | OperatorAccess): OperatorAccess {
  return typeof access === 'string' ? { role: access } : access;
}

/** An operator that is connected. */
export interface PresentOperator {
  readonly heartbeats: StampGate;
  readonly commands: StampGate;
  /** Which page it is; another one after a reload. */
  readonly instance: string | undefined;
  /** When its token expires, by the robot's own clock; Infinity: never. */
  readonly expiresAtMs: number;
}

/** Who is connected, in which page, and until when. A machine of plain values. */
export class PresentOperators {
  readonly #maxCommandAgeMs: number;
  readonly #operators = new Map<string, PresentOperator>();

  constructor(maxCommandAgeMs: number) {
    this.#maxCommandAgeMs = maxCommandAgeMs;
  }

  /** Ids of all of them. */
  get ids(): readonly string[] {
    return [...this.#operators.keys()];
  }

  /** When the next one expires; Infinity: none does. */
  get dueMs(): number {
    return Math.min(Infinity, ...[...this.#operators.values()].map((one) => one.expiresAtMs));
  }

  get(operatorId: string): PresentOperator | undefined {
    return this.#operators.get(operatorId);
  }

  /** An operator is here, in place of one of the same id. */
  add(operatorId: string, { expiresInMs = Infinity }: OperatorAccess, nowMs: number): void {
    this.#operators.set(operatorId, this.#create(undefined, nowMs + expiresInMs));
  }

  /** Another time is left to an operator; returns whether it is here. */
  renew(operatorId: string, { expiresInMs = Infinity }: OperatorAccess, nowMs: number): boolean {
    return this.#change(operatorId, { expiresAtMs: nowMs + expiresInMs });
  }

  delete(operatorId: string): void {
    this.#operators.delete(operatorId);
  }

  /** A page says who it is; returns whether it is another one than before, whose messages are counted anew. */
  greet(operatorId: string, instance: string): boolean {
    const operator = this.#operators.get(operatorId);
    if (!operator || operator.instance === instance) return false;
    if (operator.instance === undefined) {
      this.#change(operatorId, { instance });
      return false;
    }
    this.#operators.set(operatorId, this.#create(instance, operator.expiresAtMs));
    return true;
  }

  /** Time has passed that the clock does not know of. */
  sleep(sleptMs: number): void {
    for (const [id, { expiresAtMs }] of this.#operators) {
      this.#change(id, { expiresAtMs: expiresAtMs - sleptMs });
    }
  }

  /** Ids of those whose time is over. */
  expired(nowMs: number): readonly string[] {
    return this.ids.filter((id) => nowMs >= (this.#operators.get(id)?.expiresAtMs ?? Infinity));
  }

  #create(instance: string | undefined, expiresAtMs: number): PresentOperator {
    const gate = (): StampGate => new StampGate(this.#maxCommandAgeMs);
    return { heartbeats: gate(), commands: gate(), instance, expiresAtMs };
  }

  #change(operatorId: string, change: Partial<PresentOperator>): boolean {
    const operator = this.#operators.get(operatorId);
    if (operator) this.#operators.set(operatorId, { ...operator, ...change });
    return operator !== undefined;
  }
}
