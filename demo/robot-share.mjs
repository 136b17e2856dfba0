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

/**
 * Shares a robot between programs.
 * @param {import('@rtcbot-web/robot').Robot} robot
 * @param {{main: Function, tutorials: Record<string, Function>, motors: object}} programs - operators that come through the
 * relay are `main`'s; every program gets the robot and its motors
 */
export function shareRobot(robot, { main, tutorials, motors }) {
  const share = (program) => {
    const made = new RobotShare(robot);
    program(made, motors);
    return made;
  };
  const mainShare = share(main);
  const shares = new Map(Object.entries(tutorials).map(([name, one]) => [name, share(one)]));
  const taken = new WeakSet();

  robot.onConnection((operator) => {
    if (!taken.has(operator)) mainShare.take(operator);
  });

  return {
    /** Answers an offer for a tutorial's program, or for the main one. */
    getLocalDescription: (offer, name) =>
      robot.getLocalDescription(offer, (operator) => {
        taken.add(operator);
        (shares.get(name) ?? mainShare).take(operator);
      }),
  };
}
