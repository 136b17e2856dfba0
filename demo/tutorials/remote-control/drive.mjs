const SILENCE_MS = 300;

/** A speed of -1 to 1; anything that is not a number is a reason to stand still. */
const bounded = (speed) => (Number.isFinite(speed) ? Math.max(-1, Math.min(1, speed)) : 0);

/** Without motors nothing moves; the demo's robot has those of its rover. */
const NO_MOTORS = { setWheels: () => undefined };

/** What the robot does: one operator drives, and it stops when that one falls silent. */
export function program(robot, motors = NO_MOTORS) {
  let driver;
  let silence;

  // Your motors go here; speeds are -1 to 1. Those of the demo say why they do not move
  const setMotors = (left, right, why) => {
    const refusal = motors.setWheels(left, right);
    robot.put_nowait(refusal ? { left: 0, right: 0, why: refusal } : { left, right, why });
  };

  const stop = (why) => {
    clearTimeout(silence);
    driver = undefined;
    setMotors(0, 0, why);
  };

  robot.onConnection((operator) => {
    operator.subscribe(({ forward, turn }) => {
      const left = bounded(forward + turn);
      const right = bounded(forward - turn);
      if (!left && !right) {
        if (operator === driver) stop('stop was asked for');
        return;
      }
      driver ??= operator;
      if (operator !== driver) {
        operator.put_nowait({ refused: 'Somebody else is driving.' });
        return;
      }
      clearTimeout(silence);
      silence = setTimeout(stop, SILENCE_MS, 'the driver fell silent');
      setMotors(left, right, 'driving');
    });

    operator.onClose(() => {
      if (operator === driver) stop('the driver left');
    });
  });
}
