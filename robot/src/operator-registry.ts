import type { OperatorRole, PageMessage } from './bridge-messages.js';
import type { RobotLog } from './log.js';
import type { OperatorLink } from './operator-link.js';
import { RobotOperator } from './robot-operator.js';

/** Everybody who is connected to the robot now. */
export class OperatorRegistry {
  readonly #operators = new Map<string, RobotOperator>();
  readonly #listeners = new Set<(operator: RobotOperator) => unknown>();
  readonly #link: OperatorLink;
  readonly #log: RobotLog;

  constructor(link: OperatorLink, log: RobotLog) {
    this.#link = link;
    this.#log = log;
  }

  get all(): readonly RobotOperator[] {
    return [...this.#operators.values()];
  }

  get(id: string): RobotOperator | undefined {
    return this.#operators.get(id);
  }

  /** Call `listener` with each operator that connects from now on, before its first message is handed out. */
  onJoin(listener: (operator: RobotOperator) => unknown): void {
    this.#listeners.add(listener);
  }

  /** Take the page's news of operators and their channels; says whether it was any. */
  handle(message: PageMessage): boolean {
    switch (message.type) {
      case 'operator-joined':
        this.join(message.id, message.role);
        return true;
      case 'operator-left':
        this.leave(message.id);
        return true;
      case 'channel-opened':
        this.get(message.id)?._openChannel(message.channel);
        return true;
      case 'channel-closed':
        this.get(message.id)?._closeChannel(message.channel);
        return true;
      default:
        return false;
    }
  }

  /** An operator has connected. */
  join(id: string, role: OperatorRole): void {
    this.leave(id);
    const operator = new RobotOperator(id, role, this.#link);
    this.#operators.set(id, operator);
    this.#log.info(`Operator ${id} joined (${role}).`, { operator: id, role });
    for (const listener of this.#listeners) void this.#announce(operator, listener);
  }

  /** A listener that throws or rejects disturbs nobody. */
  async #announce(
    operator: RobotOperator,
    listener: (one: RobotOperator) => unknown,
  ): Promise<void> {
    try {
      await listener(operator);
    } catch (error) {
      this.#link.reportCallbackError(error);
    }
  }

  /** An operator is gone. */
  leave(id: string): void {
    const operator = this.#operators.get(id);
    if (!operator) return;
    this.#operators.delete(id);
    operator._leave();
    this.#log.info(`Operator ${id} left.`, { operator: id });
  }

  /** All of them are gone. */
  clear(): void {
    for (const id of [...this.#operators.keys()]) this.leave(id);
  }
}
