/** What the robot does: the left stick drives, button 0 honks. */
export function program(robot) {
  robot.onConnection((operator) => {
    const state = { speed: 0, turn: 0, horn: false };

    operator.subscribe(({ type, value }) => {
      if (type === 'axis0') state.turn = value;
      if (type === 'axis1') state.speed = -value || 0; // up is -1
      if (type === 'btn0') state.horn = value;
      // Your motors go here
      operator.put_nowait({ event: `${type} ${value}`, ...state });
    });

    operator.onClose(() => {
      Object.assign(state, { speed: 0, turn: 0, horn: false }); // nobody drives: stop
    });
  });
}
