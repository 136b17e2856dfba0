const SILENCE_MS = 500;

/** What the robot does: it turns as it is told, and stops when it is not told any more. */
export function program(robot) {
  robot.onConnection((operator) => {
    let silence;

    // Your motors go here; speeds are -1 to 1
    const setMotors = (left, right, why) => {
      if (!operator.closed) operator.put_nowait({ left, right, why });
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
      setMotors(turn / 2, -turn / 2, turn < 0 ? 'turning left' : 'turning right');
    });

    operator.onClose(() => stop('the tab is gone'));
  });
}
