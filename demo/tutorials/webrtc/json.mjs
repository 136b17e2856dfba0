/** What the robot does: it answers a ping, and sends everything else back as it came. */
export function program(robot) {
  robot.subscribe((message, operator) => {
    if (message?.type === 'ping') operator.put_nowait({ type: 'pong', sentMs: message.sentMs });
    else operator.put_nowait({ type: 'echo', message });
  });
}
