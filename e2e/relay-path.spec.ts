import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import type * as Rtcbot from '@rtcbot-web/sdk';
import { expect, ROBOT, test } from './fixtures.js';

/** A reverse proxy that has the relay under `/teleop`. */
async function proxyTo(relayUrl: string): Promise<http.Server> {
  const { host, hostname, port } = new URL(relayUrl);
  const proxy = http.createServer();
  proxy.on('upgrade', (request, socket) => {
    const relay = net.connect(Number(port), hostname, () => {
      const headers = { ...request.headers, host };
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
      const path = request.url?.replace(/^\/teleop\//, '/') ?? '';
      relay.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      relay.pipe(socket).pipe(relay);
    });
    for (const end of [relay, socket]) end.on('error', () => relay.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return proxy;
}

for (const path of ['/teleop', '/teleop/']) {
  test(`a relay may stand behind a proxy, under ${path}`, async ({
    relay,
    startRobot,
    openOperator,
  }) => {
    const robot = await startRobot({ camera: 'none', microphone: 'none' });
    robot.subscribe((message, operator) => {
      operator.put_nowait({ echo: message });
    });
    const proxy = await proxyTo(relay.url);
    const { port } = proxy.address() as AddressInfo;
    const operator = await openOperator();
    const echoed = operator.page.evaluate(
      async ([url, robotId]) => {
        const { rtcbot } = window as never as { rtcbot: typeof Rtcbot };
        const conn = new rtcbot.Relay(url).connect(robotId);
        conn.put_nowait('through the proxy');
        return conn.get();
      },
      [`http://127.0.0.1:${String(port)}${path}`, ROBOT] as const,
    );
    expect(await echoed).toEqual({ echo: 'through the proxy' });
    proxy.closeAllConnections();
    proxy.close();
  });
}
