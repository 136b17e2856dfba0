/** What the robot does: it knows which keys are down, for each operator. */
export function program(robot) {
  robot.onConnection((operator) => {
    const down = new Set();

    operator.subscribe(({ type, key }) => {
      if (type === 'keydown') down.add(key);
      if (type === 'keyup') down.delete(key);
      // Your motors go here
      operator.put_nowait({ event: `${type} ${key}`, down: [...down] });
    });

    operator.onClose(() => {
      down.clear(); // whoever left holds no key: stop
    });
  });
}
