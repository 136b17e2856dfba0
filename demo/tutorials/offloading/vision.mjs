const SILENCE_MS = 500;

/** Without motors nothing moves; the demo's robot has those of its rover. */
const NO_MOTORS = { setWheels: () => undefined };

/** What the robot does: it turns as it is told, and stops when it is not told any more. */
export function program(robot, motors = NO_MOTORS) {
  robot.onConnection((operator) => {
    let silence;

    // Your motors go here; speeds are -1 to 1. Those of the demo say why they do not move
    const setMotors = (left, right, why) => {
      const refusal = motors.setWheels(left, right);
      if (operator.closed) return;
      operator.put_nowait(refusal ? { left: 0, right: 0, why: refusal } : { left, right, why });
    };
    const stop = (why) => {
      clearTimeout(silence);
      setMotors(0, 0, why);
    };

    operator.subscribe(({ turn }) => {
      if (!Number.isFinite(turn) || Math.abs(turn) > 1) {
        stop('nothing to follow');
        return;
      }
      clearTimeout(silence);
      silence = setTimeout(stop, SILENCE_MS, 'no word for half a second');
      const speed = Math.round(turn * 50) / 100;
      const why = speed < 0 ? 'turning left' : 'turning right';
      setMotors(speed, 0 - speed, speed === 0 ? 'it is in the middle' : why);
    });

    operator.onClose(() => stop('the tab is gone'));
  });
}
