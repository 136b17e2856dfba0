import { robotLost, sending, shareScene, testFault } from './scene.js';
import { RelayProcess } from './relay-process.js';
import { wallMs } from './robot-process.js';

const HOUR_MS = 3_600_000;

shareScene();

testFault('operator: browser killed', {
  aim: (_, driver) => sending('SIGKILL', driver.processes),
});

testFault('operator: browser frozen', {
  aim: (_, driver) => sending('SIGSTOP', driver.processes),
  recover: (driver) => sending('SIGCONT', driver.processes)(),
});

testFault('operator: tab closed', {
  aim: (_, driver) => () => driver.page.close(),
});

testFault('operator: tab hidden', {
  aim: (_, driver) => () => driver.hide(),
  recover: (driver) => driver.show(),
});

testFault('operator: window loses the focus', {
  disguise: { lendsFocus: true },
  aim: (_, driver) => () => driver.focus(false),
  recover: (driver) => driver.focus(true),
});

testFault('operator: clock an hour ahead, browser killed', {
  disguise: { skewMs: HOUR_MS },
  aim: (_, driver) => sending('SIGKILL', driver.processes),
});

testFault('operator: clock an hour behind, browser killed', {
  disguise: { skewMs: -HOUR_MS },
  aim: (_, driver) => sending('SIGKILL', driver.processes),
});

testFault('network: cable pulled', {
  inNamespace: true,
  noticed: robotLost,
  aim:
    ({ network }) =>
    () =>
      network!.plug(false),
  repair: ({ network }) => network!.plug(true),
});

testFault('relay: killed', {
  stopped: undefined,
  // On both sides: in the operator's page, and in the log of the robot.
  noticed: async ({ robot }, driver, struckMs) =>
    Math.max(
      await driver.relayLostAt(struckMs),
      await robot.logged(struckMs, 'cannot be reached, trying again'),
    ),
  aim:
    ({ relay }) =>
    () =>
      relay.kill(),
  repair: async (scene) => {
    const sinceMs = wallMs();
    scene.relay = await RelayProcess.start(scene.relay.port);
    await scene.robot.logged(sinceMs, 'again, after');
  },
});

testFault('robot: camera page killed', {
  noticed: robotLost,
  aim: ({ robot }) => sending('SIGKILL', robot.chromium('page')),
  repair: (scene) => scene.restartRobot(),
});

testFault('robot: camera page frozen', {
  noticed: robotLost,
  aim: ({ robot }) => sending('SIGSTOP', robot.chromium('page')),
  repair: ({ robot }) => sending('SIGCONT', robot.chromium('page'))(),
});

testFault('robot: Chromium frozen', {
  noticed: robotLost,
  aim: ({ robot }) => sending('SIGSTOP', robot.chromium('all')),
  repair: ({ robot }) => sending('SIGCONT', robot.chromium('all'))(),
});

testFault('robot: bridge between page and program cut', {
  noticed: robotLost,
  // Chromium's main process carries the bridge; page and network go on without it.
  aim: ({ robot }) => sending('SIGSTOP', robot.chromium('main')),
  repair: ({ robot }) => sending('SIGCONT', robot.chromium('main'))(),
});

// The program and the page live; only the picture does not go on. Older than 700 ms it must not drive anything.
testFault('robot: camera frozen', {
  stopWithinMs: 800,
  noticed: (_, driver, struckMs) => driver.stoppedAt(struckMs, 'old-picture'),
  aim: ({ robot }) => sending('SIGSTOP', robot.chromium('cameras')),
  repair: ({ robot }) => sending('SIGCONT', robot.chromium('cameras'))(),
});

// Nobody can tell a program to stop that is frozen itself, or gone: the stop is when the operator's page reads of it.

testFault('robot: program killed (its motors stop by themselves)', {
  noticed: robotLost,
  aim: ({ robot }) => sending('SIGKILL', robot.program),
  stopped: (_, struckMs, driver) => driver.stoppedAt(struckMs, 'no-program'),
});

testFault('robot: program frozen (its motors stop by themselves)', {
  noticed: robotLost,
  aim: ({ robot }) => sending('SIGSTOP', robot.program),
  stopped: (_, struckMs, driver) => driver.stoppedAt(struckMs, 'program-silent'),
  repair: ({ robot }) => sending('SIGCONT', robot.program)(),
});

// The same goes for its host: what runs the motors has to see to that.

testFault('robot: host frozen (the brain stops by itself)', {
  noticed: robotLost,
  aim: ({ robot }) => sending('SIGSTOP', robot.host),
  stopped: ({ robot }, struckMs) => robot.stoppedItself(struckMs, 'quiet'),
  repair: ({ robot }) => sending('SIGCONT', robot.host)(),
});

testFault('robot: host killed (the brain stops by itself)', {
  noticed: robotLost,
  aim: ({ robot }) => sending('SIGKILL', robot.host),
  stopped: ({ robot }, struckMs) => robot.stoppedItself(struckMs, 'end of input'),
  repair: (scene) => scene.restartRobot(),
});
