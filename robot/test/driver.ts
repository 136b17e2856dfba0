import type { OperatorConnection } from '@rtcbot-web/sdk';
import type { OperatorPage } from './operator-page.js';

/**
 * Take control, again whenever it is lost, and put a command every 33 ms that says when that was. A command that comes
 * after a stop is for rest, until the robot takes motion again.
 */
export async function drive(page: OperatorPage): Promise<void> {
  await page.lendFocus();
  await page.evaluate(async () => {
    const { commands, teleop } = (globalThis as unknown as { conn: OperatorConnection }).conn;
    await teleop.requestControl();
    setInterval(() => {
      const { mine, armed } = teleop.control;
      if (!mine) teleop.requestControl().catch(() => undefined);
      commands.put_nowait({
        linearMetersPerSec: armed ? 0.5 : 0,
        angularRadPerSec: 0,
        ...(armed ? { sentMs: Date.now() } : {}),
      });
    }, 33);
  });
}
