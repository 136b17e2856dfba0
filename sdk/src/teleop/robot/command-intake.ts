import { isNeutral } from '../shared/command.js';
import type { CommandLimits, CommandMessage, Stamp } from '../shared/wire.js';
import {
  CommandCounter,
  refusalOf,
  type CommandCounts,
  type Passage,
  type StampGate,
} from './command-gate.js';
import type { ControlHolder } from './control/control-holder.js';
import type { OperatorNews } from './operator-news.js';
import { limitCommand } from './robot-wire.js';
import type { Brakes } from './stops/brakes.js';

/** What a {@link CommandIntake} depends on. */
export interface CommandIntakeOptions {
  readonly control: ControlHolder;
  readonly brakes: Brakes;
  readonly news: OperatorNews;
  readonly limits: CommandLimits;
}

/** Takes signs of life and commands of operators: those that count go to the brakes, the others are counted. */
export class CommandIntake {
  readonly #options: CommandIntakeOptions;
  readonly #counter = new CommandCounter();

  constructor(options: CommandIntakeOptions) {
    this.#options = options;
  }

  /** What became of commands. */
  get counts(): CommandCounts {
    return this.#counter.counts;
  }

  /** Something that cannot be read came in place of a command. */
  refuseNonsense(): void {
    this.#counter.refuse('malformed');
  }

  /** A sign of life of an operator; returns whether it is fresh. */
  hear(operatorId: string, stamp: Stamp, gate: StampGate, nowMs: number): Passage {
    const { control, brakes, news } = this.#options;
    const passage = gate.pass(stamp, nowMs);
    if (!passage.fresh) return passage;
    brakes.pictures.report(operatorId, stamp.pictureMs, passage.rttMs / 2, nowMs);
    if (control.grant?.operatorId === operatorId) {
      news.tellIf(brakes.hear(nowMs, passage.rttMs), nowMs);
    }
    return passage;
  }

  /** A command of an operator. */
  take(operatorId: string, message: CommandMessage, gate: StampGate, nowMs: number): void {
    const { control, brakes, news, limits } = this.#options;
    const refusal = refusalOf(control.grant, operatorId, message.epoch);
    if (refusal) {
      this.#counter.refuse(refusal);
      return;
    }
    const passage = this.hear(operatorId, message, gate, nowMs);
    if (!passage.fresh) {
      this.#counter.refuse(passage.refusal);
      return;
    }
    const ageMs = passage.rttMs;
    const operator = { operatorId, role: control.ranks.roleOf(operatorId) ?? '' };
    const data = limitCommand(message.data, limits);
    if (!data) {
      this.#counter.refuse('malformed');
    } else if (isNeutral(data)) {
      this.#counter.accept();
      news.tellIf(brakes.rest({ operator, data, ageMs }, nowMs), nowMs);
    } else if (brakes.isReady(nowMs)) {
      this.#counter.accept();
      brakes.move({ operator, data, ageMs }, nowMs);
    } else {
      this.#counter.refuse('whileStopped');
    }
  }
}
