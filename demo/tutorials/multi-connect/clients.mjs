/** What the robot does: it has an object for each client, and forgets it when the client is gone. */
export function program(robot) {
  const clients = new Map();

  const tellAll = () => {
    robot.put_nowait({ clients: [...clients.values()] });
  };

  robot.onConnection((operator) => {
    const client = { name: operator.operatorId.slice(0, 4), clicks: 0 };
    clients.set(operator.operatorId, client);
    operator.put_nowait({ you: client.name });
    tellAll();

    // Of this client alone
    operator.subscribe((message) => {
      if (message === 'click') client.clicks += 1;
      tellAll();
    });

    operator.onClose(() => {
      clients.delete(operator.operatorId);
      tellAll();
    });
  });
}
