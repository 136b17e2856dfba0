import type { CallContext } from '@rtcbot-web/sdk/protocol';
import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import type { OperatorCallHandler } from '../operators/operator-registry.js';
import type { RobotOperator } from '../operators/robot-operator.js';
import type { Robot } from '../robot.js';
import type { CallInput, StdioEvent } from './stdio-lines.js';

/** A call that the program carries out. */
interface UnderWay {
  readonly progress: CallContext['progress'];
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: Error) => void;
}

/** Calls between operators and one run of a program: what it exposes is there as long as it is. */
export class ProgramCalls {
  readonly #robot: Robot;
  readonly #tell: (event: StdioEvent, operator: string) => void;
  readonly #methods = new Map<string, AbortController>();
  readonly #calls = new Map<number, UnderWay>();
  #number = 0;
  #isLost = false;

  /** @param tell - writes an event that concerns an operator for the program */
  constructor(robot: Robot, tell: (event: StdioEvent, operator: string) => void) {
    this.#robot = robot;
    this.#tell = tell;
  }

  /**
   * Take what the program says of calls.
   * @throws Error that says why it counts for nothing
   */
  take(input: CallInput): void {
    if (this.#isLost) return;
    if ('expose' in input) this.#expose(input);
    else if ('call' in input) this.#call(input);
    else if ('progress' in input) this.#underWay(input.progress)?.progress(input.value);
    else this.#answer(input);
  }

  /** The program is gone, and with it what it has exposed. */
  lose(): void {
    this.#isLost = true;
    for (const exposed of this.#methods.values()) exposed.abort();
    for (const { reject } of this.#calls.values())
      reject(new Error("The robot's program is gone."));
    this.#calls.clear();
  }

  #expose({ expose: method, ...options }: Extract<CallInput, { readonly expose: string }>): void {
    this.#methods.get(method)?.abort();
    const exposed = new AbortController();
    this.#methods.set(method, exposed);
    const handler: OperatorCallHandler = (args, operator, context) =>
      this.#carryOut({ method, ...(args === undefined ? {} : { args }) }, operator, context);
    this.#robot.expose(method, handler, { ...options, signal: exposed.signal });
  }

  /** Have the program carry out a call. */
  #carryOut(
    what: { readonly method: string; readonly args?: unknown },
    { operatorId: operator }: RobotOperator,
    { signal, progress }: CallContext,
  ): Promise<unknown> {
    if (this.#robot.teleop.program === 'silent') {
      throw new Error("The robot's program does not answer.");
    }
    const id = ++this.#number;
    this.#tell({ event: 'call', id, operator, ...what }, operator);
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { progress, resolve, reject });
      signal.addEventListener('abort', () => {
        if (!this.#calls.delete(id)) return;
        this.#tell({ event: 'cancel', id }, operator);
        reject(new Error('It was cancelled.'));
      });
    });
  }

  #answer(input: Extract<CallInput, { readonly answer: number }>): void {
    const call = this.#underWay(input.answer);
    this.#calls.delete(input.answer);
    if ('error' in input) call?.reject(new Error(input.error));
    else call?.resolve(input.result);
  }

  /** The call of this number; undefined if it was cancelled meanwhile, or is answered. */
  #underWay(id: number): UnderWay | undefined {
    if (id < 1 || id > this.#number) throw new Error(`there was no call ${String(id)}.`);
    return this.#calls.get(id);
  }

  /** Call a method of an operator's page for the program. */
  #call({ call: id, to, method, args }: Extract<CallInput, { readonly call: number }>): void {
    const answer = (what: object): void => this.#tell({ event: 'answer', id, ...what }, to);
    const operator = this.#robot.operators.find(({ operatorId }) => operatorId === to);
    if (!operator) throw new Error(`no operator ${to} is connected.`);
    operator.call(method, args).then(
      (result) => {
        answer(result === undefined ? {} : { result });
      },
      (error: unknown) => {
        const code = error instanceof RtcError ? error.code : 'call-failed';
        answer({ code, error: error instanceof Error ? error.message : String(error) });
      },
    );
  }
}
