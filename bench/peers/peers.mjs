/** Robots and viewers of several ways to connect, on servers of their own, side by side. */
import { Robot } from '@rtcbot-web/robot';
import { chromium } from 'playwright';
import { findChromium } from '../../scripts/programs/find-chromium.mjs';
import { startServers } from './servers.mjs';

const ARGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
];
const log = { info() {}, warn() {}, error: console.error };

const launch = (...more) =>
  chromium.launch({ executablePath: findChromium(), args: [...ARGS, ...more] });

/** Calls `work` with {@link Peers}, and closes what is left of them after it. */
export async function withPeers(work) {
  const [servers, robots, viewers] = await Promise.all([
    startServers(),
    // As the Chromium of our Node host, it tells addresses.
    launch('--disable-features=WebRtcHideLocalIpsWithMdns'),
    launch(),
  ]);
  try {
    return await work(new Peers(servers, { robots, viewers }));
  } finally {
    await Promise.all([robots.close(), viewers.close()]);
    await servers.close();
  }
}

/** Robots and viewers. A way is `{ name, page, query }`: a page of the site, and what else is in its address. */
class Peers {
  #servers;
  #browsers;

  constructor(servers, browsers) {
    this.#servers = servers;
    this.#browsers = browsers;
  }

  /** Starts a robot named `host`: ours, with its Node host. */
  async startHost(options) {
    const { relayUrl } = this.#servers;
    const robot = new Robot({
      relay: relayUrl,
      robot: 'host',
      microphone: 'none',
      log,
      ...options,
    });
    await robot.start();
    return robot;
  }

  /** Opens a robot that is a page; with `width` and `height` it sends a picture while it paints, else it echoes. */
  async openRobot(page, size = {}) {
    const robot = await this.#browsers.robots.newPage();
    await robot.goto(this.#servers.urlOf(page, { role: 'robot', ...size }));
    await robot.waitForFunction(() => globalThis.isServing);
    return robot;
  }

  /** Opens a viewer's page, which connects at once. */
  async openViewer({ page, query }) {
    const viewer = await this.#browsers.viewers.newPage();
    await viewer.goto(this.#servers.urlOf(page, { role: 'viewer', ...query }));
    return viewer;
  }

  /**
   * Calls `measure` with a viewer's page that sees the robot of its way paint, and waits until the robot has noticed
   * that it is gone.
   * @param robot - the robot's page; of ours with a host, the Robot
   */
  async watch(way, robot, measure) {
    await setPainting(robot, true);
    const viewer = await this.openViewer(way);
    try {
      return await measure(viewer);
    } finally {
      await viewer.evaluate(() => globalThis.hangUp());
      await isAlone(robot);
      await viewer.close();
      await setPainting(robot, false);
    }
  }
}

/** Whoever is not measured costs the others nothing; for a robot with a host, its camera is off. */
function setPainting(robot, isOn) {
  if (robot instanceof Robot) return robot.setCamera('main', { enabled: isOn });
  return robot.evaluate((on) => globalThis.setPainting(on), isOn);
}

function isAlone(robot) {
  if (!(robot instanceof Robot)) return robot.waitForFunction(() => globalThis.connections === 0);
  return new Promise((resolve) => {
    const look = () => (robot.operators.length === 0 ? resolve() : setTimeout(look, 20));
    look();
  });
}
