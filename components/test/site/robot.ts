/** A robot in a page of its own: answers over the real SDK, and writes down what it was told to do. */
import { acceptTeleop, Relay } from '@rtcbot-web/sdk';
import { RobotTeleop, type TeleopOptions } from '@rtcbot-web/sdk/teleop';

const startRobot = async (relay: string, options: TeleopOptions): Promise<void> => {
  const camera = await navigator.mediaDevices.getUserMedia({ video: true });
  for (const track of camera.getTracks()) track.stop(); // granted: loopback addresses may be used
  const source = createSource();
  const teleop = new RobotTeleop(options);
  const robot: TestRobot = {
    source,
    teleop,
    commands: [],
    stops: [],
    calls: [],
    role: '',
    isDeaf: false,
    confirms: true,
  };
  teleop.commands.subscribe(({ linearMetersPerSec, angularRadPerSec }) => {
    const last = robot.commands.at(-1);
    const command: [number, number] = [Number(linearMetersPerSec), Number(angularRadPerSec)];
    if (String(last) !== String(command)) robot.commands.push(command);
  });
  teleop.onSafeStop(async (reason) => {
    robot.stops.push(reason);
    if (!robot.confirms) throw new Error('not yet');
  });
  const service = new Relay(relay).serve('rover-1', (conn) => {
    conn.video.putSubscription(source.stream);
    conn.expose('dock', (args, _, context) => {
      return new Promise((done) => robot.calls.push({ ...context, args, done }));
    });
    const send = acceptTeleop(conn, (text) => {
      if (!robot.isDeaf) teleop.receive(conn.operatorId, text);
    });
    const { role, expiresInMs } = conn;
    teleop.join(conn.operatorId, { role: robot.role || role, expiresInMs }, send);
    conn.onClose(() => {
      teleop.leave(conn.operatorId);
    });
  });
  await service.onReady();
  Object.assign(window, { robot });
};

Object.assign(window, { startRobot });
