/**
 * One robot, several programs: each operator belongs to one of them. A program sees its own operators only, in the
 * way of `Robot`, so that what is written for a share runs on a robot of its own as well (tutorials/run.mjs).
 */

/** The part of a robot that one program has. */
class RobotShare {
  #robot;
  #callbacks = [];
  #listeners = [];
  #operators = new Set();

  constructor(robot) {
    this.#robot = robot;
  }

  get operators() {
    return [...this.#operators];
  }

  get closed() {
    return this.#robot.closed;
  }

  subscribe(callback) {
    this.#callbacks.push(callback);
    return callback;
  }

  onConnection(listener) {
    this.#listeners.push(listener);
  }

  put_nowait(message) {
    for (const operator of this.#operators) operator.put_nowait(message);
  }

  onClose(listener) {
    return this.#robot.onClose(listener);
  }

  status() {
    return this.#robot.status();
  }

  /** An operator is this program's from now on. */
  take(operator) {
    this.#operators.add(operator);
    operator.onClose(() => this.#operators.delete(operator));
    for (const callback of this.#callbacks) operator.subscribe((one) => callback(one, operator));
    for (const listener of this.#listeners) listener(operator);
  }
}

const JOIN_TIMEOUT_MS = 5000;

/**
 * Shares a robot between programs.
 * @param {import('@rtcbot-web/robot').Robot} robot
 * @param {{main: Function, tutorials: Record<string, Function>, isOfRelay: (id: string) => boolean}} options -
 * programs, and which operators come through the relay: these are `main`'s
 */
export function shareRobot(robot, { main, tutorials, isOfRelay }) {
  const share = (program) => {
    const made = new RobotShare(robot);
    program(made);
    return made;
  };
  const mainShare = share(main);
  const shares = new Map(Object.entries(tutorials).map(([name, one]) => [name, share(one)]));
  let expected; // whose offer is being answered
  let turn = Promise.resolve();

  robot.onConnection((operator) => {
    const isExpected = expected && !isOfRelay(operator.id);
    (isExpected ? expected.share : mainShare).take(operator);
    if (isExpected) expected.join();
  });

  const answer = async (offer, name) => {
    let join;
    const joined = new Promise((resolve) => (join = resolve));
    expected = { share: shares.get(name) ?? mainShare, join };
    try {
      const description = await robot.getLocalDescription(offer);
      await Promise.race([
        joined,
        new Promise((late) => setTimeout(late, JOIN_TIMEOUT_MS).unref()),
      ]);
      return description;
    } finally {
      expected = undefined;
    }
  };

  return {
    /** Answers an offer for a tutorial's program, or for the main one; one after the other. */
    getLocalDescription: (offer, name) => {
      const answered = turn.then(() => answer(offer, name));
      turn = answered.catch(() => undefined);
      return answered;
    },
  };
}
