/**
 * One robot, several programs: each operator belongs to one of them. A program sees its own operators only, in the
 * way of `Robot`, so that what is written for it runs on a robot of its own as well (tutorials/run.mjs).
 */

/** A robot as one of its programs sees it. */
class ProgramRobot {
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
    // Of several that leave at once, some are still here when the first one's end is told.
    for (const operator of this.#operators) if (!operator.closed) operator.put_nowait(message);
  }

  onClose(listener) {
    return this.#robot.onClose(listener);
  }

  status() {
    return this.#robot.status();
  }

  /** An operator is this program's from now on. */
  addOperator(operator) {
    this.#operators.add(operator);
    operator.onClose(() => this.#operators.delete(operator));
    for (const callback of this.#callbacks) operator.subscribe((one) => callback(one, operator));
    for (const listener of this.#listeners) listener(operator);
  }
}

/**
 * Runs several programs on one robot.
 * @param {import('@rtcbot-web/robot').Robot} robot
 * @param {{main: Function, tutorials: Record<string, Function>, motors: object}} programs - operators that come through the
 * relay are `main`'s; every program gets the robot and its motors
 */
export function runPrograms(robot, { main, tutorials, motors }) {
  const run = (program) => {
    const programRobot = new ProgramRobot(robot);
    program(programRobot, motors);
    return programRobot;
  };
  const mainRobot = run(main);
  const tutorialRobots = new Map(Object.entries(tutorials).map(([name, one]) => [name, run(one)]));
  const placed = new WeakSet();

  robot.onConnection((operator) => {
    if (!placed.has(operator)) mainRobot.addOperator(operator);
  });

  return {
    /** Answers an offer for a tutorial's program, or for the main one. */
    getLocalDescription: (offer, name) =>
      robot.getLocalDescription(offer, (operator) => {
        placed.add(operator);
        (tutorialRobots.get(name) ?? mainRobot).addOperator(operator);
      }),
  };
}
