/** What `npm start` and `npm test` need before anything else: npm packages and Chromium. */
import { installPackages } from './programs/npm-packages.mjs';
import { provideChromium } from './programs/provide-chromium.mjs';

/**
 * Installs what is missing; programs that are started afterwards find Chromium's path in RTCBOT_CHROMIUM.
 * @param {{chromium?: boolean}} [options] - `chromium: false`: nothing that follows needs it
 */
export async function setUp({ chromium = true } = {}) {
  await installPackages();
  console.log(`Node.js ${process.versions.node}, npm packages: ready`);
  if (!chromium) return;
  process.env.RTCBOT_CHROMIUM = await provideChromium();
  console.log(`Chromium: ${process.env.RTCBOT_CHROMIUM}`);
}
