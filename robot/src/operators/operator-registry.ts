import { Listeners, RobotHostError, type ListenOptions } from '@rtcbot-web/sdk/subscriptions';
import type { RobotTeleop } from '@rtcbot-web/sdk/teleop';
import { readPayload } from '../../wire/bytes.js';
import type { OperatorMessage, OperatorRole, PageMessage } from '../../wire/messages.js';
import { createDeferred, type Deferred } from '../host/deferred.js';
import type { CallHandler, ExposeOptions, Log } from '@rtcbot-web/sdk/protocol';
import type { OperatorLink } from './operator-link.js';
import { RobotOperator } from './robot-operator.js';

/** Carries out a call of an operator. */
export type OperatorCallHandler = CallHandler<RobotOperator>;

/** Called with an operator that has connected. */
export type JoinListener = (operator: RobotOperator) => unknown;

/** Somebody who is about to connect. */
interface Expected {
  readonly listener: JoinListener;
  readonly joined: Deferred<void>;
}

/** Everybody who is connected to the robot now. */
export class OperatorRegistry {
  readonly #operators = new Map<string, RobotOperator>();
  readonly #expected = new Map<string, Expected>();
  readonly #joins: Listeners<RobotOperator>;
  readonly #link: OperatorLink;
  readonly #log: Log;

  constructor(link: OperatorLink, log: Log) {
    this.#link = link;
    this.#log = log;
    this.#joins = new Listeners(link.reportCallbackError);
  }

  get all(): readonly RobotOperator[] {
    return [...this.#operators.values()];
  }

  get(id: string): RobotOperator | undefined {
    return this.#operators.get(id);
  }

  /** Let operators call a method. */
  expose(method: string, handler: OperatorCallHandler, options?: ExposeOptions): void {
    this.#link.methods.expose(method, handler, options);
  }

  /** Do for operators what driving decides: calls end at a safe stop, links with their token. */
  follow(teleop: RobotTeleop): void {
    teleop.onSafeStop(() => {
      for (const operator of this.#operators.values()) operator._stopCalls();
    });
    teleop.onExpired((id: string) => {
      this.#expire(id);
    });
  }

  /** Call `listener` with each operator that connects from now on, before its first message is handed out. */
  onJoin<L extends JoinListener>(listener: L, options?: ListenOptions): L {
    return this.#joins.add(listener, options);
  }

  /**
   * Call `listener` with the operator of this id when it connects, before all others.
   * @returns when it has, which rejects if the page is lost before; and how to expect it no more
   */
  expect(id: string, listener: JoinListener): { joined: Promise<void>; cancel: () => void } {
    const joined = createDeferred<void>();
    this.#expected.set(id, { listener, joined });
    return { joined: joined.promise, cancel: () => this.#expected.delete(id) };
  }

  /** Take the page's news of operators and their channels; says whether it was any. */
  handle(message: PageMessage): boolean {
    switch (message.type) {
      case 'operator-joined':
        this.join(message.id, message.role);
        return true;
      case 'operator-renewed':
        this.#renew(message.id, message.role);
        return true;
      case 'operator-left':
        this.leave(message.id);
        return true;
      case 'call':
        this.get(message.id)?._onCall(message);
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

  /** Read what an operator sent; undefined if it is gone, or what it sent cannot be handed on. */
  read({
    id,
    ...payload
  }: OperatorMessage): { operator: RobotOperator; message: unknown } | undefined {
    const operator = this.get(id);
    if (!operator || operator.closed) return undefined;
    try {
      return { operator, message: readPayload(payload) };
    } catch (error) {
      this.#log.warn(`A message of operator ${id} is dropped: ${String(error)}.`, { operator: id });
      return undefined;
    }
  }

  /** An operator has connected. */
  join(id: string, role: OperatorRole): void {
    this.leave(id);
    const operator = new RobotOperator(id, role, this.#link);
    this.#operators.set(id, operator);
    this.#log.info(`Operator ${id} joined (${role}).`, { operator: id, role });
    const expected = this.#expected.get(id);
    if (expected) this.#joins.tell(expected.listener, operator);
    this.#joins.emit(operator);
    expected?.joined.resolve();
  }

  #renew(id: string, role: OperatorRole): void {
    const operator = this.#operators.get(id);
    if (!operator || operator.role === role) return;
    this.#log.info(`Operator ${id} is ${role} from now on.`, { operator: id, role });
    operator._setRole(role);
  }

  /** The token of an operator has expired: its link is ended, whatever the relay does. */
  #expire(id: string): void {
    this.#log.info(`Operator ${id}: its token has expired.`, { operator: id });
    void this.get(id)?.close();
  }

  /** An operator is gone. */
  leave(id: string): void {
    const operator = this.#operators.get(id);
    if (!operator) return;
    this.#operators.delete(id);
    operator._leave();
    this.#log.info(`Operator ${id} left.`, { operator: id });
  }

  /** All of them are gone, and nobody will come who was expected. */
  clear(): void {
    const why = 'The camera was lost while it answered; try again.';
    for (const { joined } of this.#expected.values()) {
      joined.reject(new RobotHostError('robot-host', why));
    }
    for (const id of [...this.#operators.keys()]) this.leave(id);
  }
}
