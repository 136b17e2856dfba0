import {
  IncomingCalls,
  OutgoingCalls,
  type CallOptions,
  type CallReply,
  type CallRequest,
} from '@rtcbot-web/sdk/protocol';
import type { CallText } from '../../wire/messages.js';
import type { OperatorLink } from './operator-link.js';

/** Who calls, and is called. */
interface CallingOperator {
  readonly operatorId: string;
  readonly role: string;
}

/** Calls between the robot's program and one operator, both ways. */
export class OperatorCalls {
  readonly #id: string;
  readonly #link: OperatorLink;
  readonly #incoming: IncomingCalls<never>;
  #outgoing: OutgoingCalls | undefined;

  constructor(operator: CallingOperator, link: OperatorLink) {
    this.#id = operator.operatorId;
    this.#link = link;
    this.#incoming = new IncomingCalls<never>({
      // The methods are those of the robot, whose callers are its operators.
      caller: operator as never,
      find: (method) => link.methods.find(method),
      role: () => operator.role,
      isStopped: () => link.isStopped(),
    });
  }

  /** Call a method that the operator's page has exposed. */
  call(method: string, args?: unknown, options?: CallOptions): Promise<unknown> {
    if (!this.#outgoing) {
      this.#outgoing = new OutgoingCalls();
      this.#link.send({ type: 'call', id: this.#id, kind: 'answered' });
    }
    return this.#outgoing.call(method, args, options);
  }

  /** Take what the page carries. */
  take({ kind, text }: CallText): void {
    const half = kind === 'asked' ? this.#incoming : this.#outgoing;
    if (text === undefined) half?.linkUp((message) => this.#send(kind, message));
    else half?.receive(parse(text));
  }

  /** A safe stop has come. */
  stop(): void {
    this.#incoming.stop();
  }

  /** The operator is gone. */
  close(): void {
    this.#incoming.close();
    this.#outgoing?.close();
  }

  #send(kind: CallText['kind'], message: CallReply | CallRequest): true {
    const text: CallText = { type: 'call', id: this.#id, kind, text: JSON.stringify(message) };
    this.#link.sendJson(JSON.stringify(text), true);
    return true;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
