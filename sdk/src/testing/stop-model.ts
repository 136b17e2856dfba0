import { expect } from 'vitest';

/** Who is there with which rank: viewers have -1, who is not there has none. */
export type Ranks = ReadonlyMap<string, number>;

/** By whom, and of which rank when it pressed. */
interface Pressed {
  readonly by: 'operator' | 'robot';
  readonly id: string;
  readonly rank: number;
}

/** What docs/teleop.md promises of stops that somebody has pressed, in other words than the robot's own. */
export class StopModel {
  /** Who has; open, so that a search can put it back. */
  pressed: readonly Pressed[] = [];

  /** Whether any must stand. */
  get stands(): boolean {
    return this.pressed.length > 0;
  }

  press(by: Pressed['by'], id: string, ranks: Ranks): void {
    const rank = ranks.get(id) ?? -1;
    if (by === 'operator' && rank < 0) return;
    if (this.pressed.some((one) => one.by === by && one.id === id)) return;
    this.pressed = [...this.pressed, { by, id, rank }];
  }

  /** An operator says something. */
  say(id: string, what: string, ranks: Ranks, isDriver: boolean): void {
    if (what === 'stop') this.press('operator', id, ranks);
    if (what === 'resume') this.#resume(id, ranks, false);
    if (what === 'acknowledge') this.#resume(id, ranks, isDriver);
  }

  #resume(id: string, ranks: Ranks, isAcknowledgedByDriver: boolean): void {
    const rank = ranks.get(id) ?? -1;
    if (rank < 0) return;
    this.pressed = this.pressed.filter((one) => {
      if (one.by === 'robot') return true;
      const presserRank = ranks.get(one.id) ?? -1;
      if (one.id === id || (rank > one.rank && rank > presserRank)) return false;
      return presserRank >= 0 || !isAcknowledgedByDriver;
    });
  }

  resumeLocally(source: string | undefined): void {
    this.pressed = this.pressed.filter(
      ({ by, id }) => source !== undefined && (by !== 'robot' || id !== source),
    );
  }

  /** @param reason - of the stop that the robot says is in force */
  check(reason: string | undefined, latches: number): void {
    expect(latches, 'stops that stand').toBe(this.pressed.length);
    if (this.stands) expect(['emergency', 'robot-closed']).toContain(reason);
  }
}
