/** What the robot does: it prints what comes, and says what it has printed. */
export function program(robot) {
  robot.subscribe((message, operator) => {
    console.log('Received:', message);
    operator.put_nowait({ printed: message });
  });
}
