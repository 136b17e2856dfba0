import { expect, vi } from 'vitest';
import { OperatorTeleop } from '../teleop/operator/operator-teleop.js';
import { RobotTeleop } from '../teleop/robot/robot-teleop.js';
import type { OperatorAccess } from '../teleop/robot/control/present-operators.js';
import type { TeleopOptions } from '../teleop/robot/teleop-options.js';
import type { Command } from '../teleop/shared/command.js';

/** A command for motion, and one for rest. */
export const FORWARD: Command = { linearMetersPerSec: 0.5, angularRadPerSec: 0 };
export const REST: Command = { linearMetersPerSec: 0, angularRadPerSec: 0 };

/** How a link between the two behaves at the moment. */
export interface LinkBehaviour {
  delayMs: number;
  /** Nothing comes through. */
  isDown: boolean;
  /** The page is frozen: it neither sends nor receives; what comes is kept for it. */
  isFrozen: boolean;
  /** Nothing of the robot comes to the page; what the page says comes through. */
  isDeaf: boolean;
  /** There is no channel: what is sent is lost, whatever the channel. */
  isGone: boolean;
  /** Commands are lost, and nothing else. */
  losesCommands: boolean;
  /** What every command says in place of what it should: a page of the operator's own making. */
  forged: unknown;
}

/** One operator of a {@link DrivenRobot}, and the link between them. */
export class SimulatedOperator {
  readonly link: LinkBehaviour = {
    delayMs: 10,
    isDown: false,
    isFrozen: false,
    isDeaf: false,
    isGone: false,
    losesCommands: false,
    forged: undefined,
  };
  hasAttention = true;
  /** Frames that come in, per second; 0: none. */
  fps = 30;
  /** What its page says of the picture in place of what it should; `nothing` as one of an older version. */
  picture: number | null | 'nothing' | undefined;
  readonly teleop: OperatorTeleop;

  constructor(id: string, access: string | OperatorAccess, robot: RobotTeleop) {
    const carry = (reliable: boolean, deliver: () => void): void => {
      setTimeout(() => {
        if (this.link.isGone) return;
        if (!this.link.isDown) deliver();
        else if (reliable) carry(true, deliver);
      }, this.link.delayMs);
    };
    this.teleop = new OperatorTeleop({
      send: (text, reliable) => {
        if (this.link.isFrozen) return;
        if (this.link.losesCommands && text.includes('"command"')) return;
        const { forged } = this.link;
        const isForged = forged !== undefined && text.includes('"command"');
        const sent = this.#lie(
          isForged ? JSON.stringify({ ...JSON.parse(text), data: forged }) : text,
        );
        carry(reliable, () => {
          robot.receive(id, sent);
        });
      },
      isConnected: () => !this.link.isDown && !this.link.isGone,
      hasAttention: () => this.hasAttention,
      receivedFrame: () => this.#receivedFrame(),
    });
    robot.join(id, access, (text, reliable) => {
      carry(reliable, () => {
        if (!this.link.isFrozen && !this.link.isDeaf) this.teleop._receive(text);
      });
    });
    this.teleop._linkUp();
  }

  #frame: number | undefined;

  #receivedFrame(): number | undefined {
    if (this.fps > 0) this.#frame = Math.floor((performance.now() * this.fps) / 1000);
    return this.#frame;
  }

  #lie(text: string): string {
    if (this.picture === undefined || !text.includes('"seq"')) return text;
    const pictureMs = this.picture === 'nothing' ? undefined : this.picture;
    return JSON.stringify({ ...JSON.parse(text), pictureMs });
  }

  /** As a page does when its user looks elsewhere. */
  turnAway(isHidden = false): void {
    this.hasAttention = false;
    this.teleop._attentionLost(isHidden);
  }
}

/** A robot and its operators on simulated links and time; what the robot's program hears is written down. */
export class DrivenRobot {
  readonly robot: RobotTeleop;
  readonly heard: { readonly atMs: number; readonly what: string; readonly data?: Command }[] = [];
  readonly #operators: SimulatedOperator[] = [];

  constructor(options: TeleopOptions = {}) {
    this.robot = new RobotTeleop(options);
    this.robot.commands.subscribe((data) => {
      this.heard.push({ atMs: performance.now(), what: 'command', data });
    });
    this.robot.onSafeStop((reason) => {
      this.heard.push({ atMs: performance.now(), what: reason });
    });
  }

  join(id: string, access: string | OperatorAccess = 'operator'): SimulatedOperator {
    const operator = new SimulatedOperator(id, access, this.robot);
    this.#operators.push(operator);
    return operator;
  }

  /** Whether the robot moves: its program heard of motion last. */
  get moves(): boolean {
    const last = this.heard.at(-1);
    return last?.what === 'command' && last.data?.['linearMetersPerSec'] !== 0;
  }

  /** Reasons of the stops so far. */
  get stops(): string[] {
    return this.heard.filter(({ what }) => what !== 'command').map(({ what }) => what);
  }

  async end(): Promise<void> {
    for (const { teleop } of this.#operators) teleop._close();
    const closed = this.robot.close();
    await vi.advanceTimersByTimeAsync(2_000);
    await closed;
  }
}

/** Let simulated time pass. */
export function pass(ms: number): Promise<unknown> {
  return vi.advanceTimersByTimeAsync(ms);
}

/** The operator takes control and drives. */
export async function drive(scene: DrivenRobot, { teleop }: SimulatedOperator): Promise<void> {
  const granted = teleop.requestControl();
  await pass(300);
  await granted;
  teleop.commands.put_nowait(FORWARD);
  await pass(300);
  expect(scene.moves).toBe(true);
}

/** The operator lets go and drives again. */
export async function driveAnew(scene: DrivenRobot, { teleop }: SimulatedOperator): Promise<void> {
  teleop.commands.put_nowait(REST);
  await pass(200);
  teleop.commands.put_nowait(FORWARD);
  await pass(200);
  expect(scene.moves).toBe(true);
}
