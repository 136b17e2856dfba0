import { bytesOf } from '../../wire/bytes.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import { ProgramCalls } from './program-calls.js';
import { ProgramLink, type StdioStreams } from './program-link.js';
import type { Robot } from '../robot.js';
import type { RobotOperator } from '../operators/robot-operator.js';
import { isOfCalls, type CallInput, type StdioInput } from './stdio-lines.js';

/**
 * Lets another program drive the robot: one JSON object per line, in and out. It moves nothing before it has said something and
 * has confirmed a stop; when it is gone or does not answer any more, the robot is stopped and operators are told.
 */
export class StdioBridge {
  readonly #robot: Robot;
  readonly #log: Log;
  #link: ProgramLink | undefined;
  /** The stop that waits for its confirmation; of those that were asked for before nobody holds on to the promise. */
  #stop: { readonly number: number; readonly confirm: () => void } | undefined;

  constructor(robot: Robot, log: Log) {
    this.#robot = robot;
    this.#log = log;
    robot.onConnection((operator) => {
      this.#report(operator, 'joined');
      operator.onClose(() => {
        this.#report(operator, 'left');
      });
    });
    robot.subscribe((data: unknown, { operatorId: operator }) => {
      const bytes = bytesOf(data);
      const message = bytes ? { base64: Buffer.from(bytes).toString('base64') } : { data };
      this.#link?.tell({ event: 'message', operator, ...message }, operator, true);
    });
    robot.commands.subscribe((data: unknown, { operatorId: operator, ageMs }) => {
      const nowMs = performance.now();
      const pictureAgeMs = robot.teleop.pictureAgeMs(operator);
      this.#link?.command({
        ...{ operator, data, sinceMs: nowMs - ageMs },
        pictureAtMs: pictureAgeMs === undefined ? undefined : nowMs - pictureAgeMs,
      });
    });
    robot.onSafeStop((reason, { number }) => this.#askToStop(number, reason));
  }

  /**
   * Speak with a program from now on, instead of the one before; it is told who is connected already.
   * @param onLost - called when it is gone, or has closed one of its ends; says why, in words
   */
  connect(streams: StdioStreams, onLost: (why: string) => void): ProgramLink {
    const { teleop } = this.#robot;
    const calls = new ProgramCalls(this.#robot, (event, operator) => {
      link.tell(event, operator, false);
    });
    const link: ProgramLink = new ProgramLink(
      streams,
      {
        onEvent: (event) => {
          teleop.noteProgram(event);
        },
        onInput: (input) => {
          if (isOfCalls(input)) calls.take(input);
          else this.#onInput(input);
        },
        onLost: (why) => {
          calls.lose();
          onLost(why);
        },
      },
      {
        timeoutMs: teleop.timeoutMs,
        isWatched: () => this.#robot.operators.length > 0,
        log: this.#log,
      },
    );
    this.#link = link;
    for (const operator of this.#robot.operators) this.#report(operator, 'joined');
    return link;
  }

  #askToStop(number: number, reason: string): Promise<void> {
    if (reason === 'program-silent' && this.#stop?.number !== number) {
      const { timeoutMs } = this.#robot.teleop;
      this.#log.warn(
        `The program has not answered for ${String(timeoutMs)} ms while somebody drives: the robot is stopped.`,
      );
    }
    return new Promise((confirm) => {
      this.#stop = { number, confirm };
      this.#link?.stop(number, reason);
    });
  }

  #onInput(input: Exclude<StdioInput, CallInput>): void {
    const { teleop } = this.#robot;
    if ('stop' in input) teleop.stop(input.stop);
    else if ('resume' in input) teleop.resume(input.resume);
    else if ('confirm' in input) this.#confirm(input.number);
    else if (('telemetry' in input || 'data' in input) && !this.#robot.closed) {
      carryOut(this.#robot, input);
    }
  }

  #confirm(number: number): void {
    const { number: asked } = this.#stop ?? {};
    if (number !== asked) {
      const but = asked === undefined ? 'there was no stop' : `stop ${String(asked)} is in force`;
      throw new Error(
        `it confirms safe stop ${String(number)}, but ${but}: it counts for nothing.`,
      );
    }
    this.#stop?.confirm();
  }

  #report({ operatorId: operator, role }: RobotOperator, state: 'joined' | 'left'): void {
    this.#link?.tell({ event: 'operator', operator, state, role }, operator, false);
  }
}

type Message = Extract<StdioInput, { readonly telemetry: unknown } | { readonly data: unknown }>;

function carryOut(robot: Robot, message: Message): void {
  if ('telemetry' in message) {
    robot.telemetry.put_nowait(message.telemetry);
    return;
  }
  if (message.to === undefined) {
    robot.put_nowait(message.data);
    return;
  }
  const operator = robot.operators.find(({ operatorId }) => operatorId === message.to);
  if (!operator) throw new Error(`no operator ${message.to} is connected.`);
  operator.put_nowait(message.data);
}
