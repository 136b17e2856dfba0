import { signal, testFault } from './scene.js';

const HOUR_MS = 3_600_000;

testFault('operator: browser killed', {
  strike: (_, driver) => signal(driver.processes, 'SIGKILL'),
});

testFault('operator: browser frozen', {
  strike: (_, driver) => signal(driver.processes, 'SIGSTOP'),
  mend: (_, driver) => signal(driver.processes, 'SIGCONT'),
});

testFault('operator: tab closed', {
  strike: (_, driver) => driver.page.close(),
});

testFault('operator: tab hidden', {
  // A page under test cannot really be hidden: it is told so.
  strike: (_, driver) =>
    driver.page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      Reflect.deleteProperty(document, 'hidden');
    }),
});

testFault('operator: window loses the focus', {
  strike: (_, driver) =>
    driver.page.evaluate(() => {
      window.dispatchEvent(new Event('blur'));
    }),
  mend: (_, driver) =>
    driver.page.evaluate(() => {
      window.dispatchEvent(new Event('focus'));
    }),
});

testFault('operator: clock an hour ahead, browser killed', {
  disguise: { skewMs: HOUR_MS },
  strike: (_, driver) => signal(driver.processes, 'SIGKILL'),
});

testFault('network: cable pulled', {
  inNamespace: true,
  isNoticed: true,
  strike: ({ network }) => network!.plug(false),
  mend: ({ network }) => network!.plug(true),
});

testFault('robot: camera page killed', {
  isNoticed: true,
  strike: ({ robot }) => signal(robot.chromium('page'), 'SIGKILL'),
  mend: (scene) => scene.restartRobot(),
});

testFault('robot: camera page frozen', {
  isNoticed: true,
  strike: ({ robot }) => signal(robot.chromium('page'), 'SIGSTOP'),
  mend: ({ robot }) => signal(robot.chromium('page'), 'SIGCONT'),
});

testFault('robot: Chromium frozen', {
  isNoticed: true,
  strike: ({ robot }) => signal(robot.chromium('all'), 'SIGSTOP'),
  mend: ({ robot }) => signal(robot.chromium('all'), 'SIGCONT'),
});

testFault('robot: bridge between page and program cut', {
  isNoticed: true,
  // Chromium's main process carries the bridge; page and network go on without it.
  strike: ({ robot }) => signal(robot.chromium('main'), 'SIGSTOP'),
  mend: ({ robot }) => signal(robot.chromium('main'), 'SIGCONT'),
});
