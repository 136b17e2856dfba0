import type { OperatorPage } from './operator-page.js';

/** What one operator does to a robot that another one drives. */
export interface Attack {
  readonly name: string;
  readonly role: 'operator' | 'viewer';
  /** The robot drops nothing of it: it is within its limits, or the relay stands before it. */
  readonly isTaken?: true;
  /** Begins it in its page; it goes on until `raw.stop`, or is over by itself. */
  readonly begin: (page: OperatorPage) => Promise<unknown>;
}

const repeating = (perSec: number, work: (number: number) => void) => (page: OperatorPage) =>
  page.evaluate(
    (times, source) => {
      // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the function is our own
      raw.repeat(times, new Function(`return ${source}`)() as (number: number) => void);
    },
    perSec,
    String(work),
  );

/** Everything that was tried, each against a robot that somebody drives. */
export const ATTACKS: readonly Attack[] = [
  {
    name: '420 requests for control per second',
    role: 'operator',
    begin: repeating(420, () => {
      raw.channel('rtcbot:control').send('{"type":"request"}');
    }),
  },
  {
    name: '5,000 requests for control per second',
    role: 'viewer',
    begin: repeating(5_000, () => {
      raw.channel('rtcbot:control').send('{"type":"request"}');
    }),
  },
  {
    name: 'requests, releases and greetings in turn, 600 per second',
    role: 'operator',
    begin: repeating(600, (number) => {
      const messages = [
        '{"type":"request"}',
        '{"type":"release"}',
        `{"type":"hello","instance":"page-${String(number)}"}`,
        '{"type":"deny","to":"somebody"}',
        '{"type":"hand-over","to":"somebody"}',
        '{"type":"resume"}',
      ];
      raw.channel('rtcbot:control').send(messages[number % messages.length]!);
    }),
  },
  {
    name: '400 stops per second by a viewer, who may not',
    role: 'viewer',
    begin: repeating(400, () => {
      raw.channel('rtcbot:control').send('{"type":"stop"}');
      raw.channel('rtcbot:now').send('{"type":"stop"}');
    }),
  },
  {
    name: '3,000 heartbeats per second',
    role: 'viewer',
    begin: repeating(3_000, (number) => {
      raw
        .channel('rtcbot:now')
        .send(JSON.stringify({ type: 'heartbeat', seq: number + 1e6, atMs: performance.now() }));
    }),
  },
  {
    name: '300 nonsense frames per second',
    role: 'viewer',
    begin: repeating(300, (number) => {
      const frame = new Uint8Array(64);
      frame.set(new TextEncoder().encode('RTCB'));
      new Uint32Array(frame.buffer, 0, 4).set([number * 2, 9, 3], 1);
      raw.channel('default').send(frame);
      raw.channel('rtcbot:control').send(`{"type":${String(number)}`);
      raw.channel('rtcbot:now').send(frame);
    }),
  },
  {
    name: '10,000 small messages per second',
    role: 'operator',
    begin: repeating(10_000, (number) => {
      raw.channel('default').send(`{"n":${String(number)}}`);
    }),
  },
  {
    name: '15 offers per second with new session ids',
    role: 'viewer',
    begin: repeating(15, (number) => {
      raw.signal(raw.offer(), `session-${String(number).padStart(8, '0')}`);
    }),
  },
  {
    name: '150 ICE candidates per second',
    role: 'viewer',
    begin: repeating(150, (number) => {
      const candidate = `candidate:${String(number)} 1 udp 2113937151 10.0.${String(number % 250)}.${String(number % 200)} ${String(1024 + (number % 60000))} typ host`;
      raw.signal({ type: 'candidate', candidate: { candidate, sdpMid: '0', sdpMLineIndex: 0 } });
    }),
  },
  {
    name: '100 renegotiations per second',
    role: 'viewer',
    isTaken: true,
    begin: repeating(100, (number) => {
      raw.signal(number % 4 === 3 ? { type: 'renegotiate' } : raw.offer());
    }),
  },
  {
    name: 'tracks added and removed 30 times per second',
    role: 'operator',
    isTaken: true,
    begin: (page) =>
      page.evaluate(async () => {
        const stream = await navigator.mediaDevices.getUserMedia({ video: true });
        let sender: { close(): Promise<void> } | undefined;
        raw.repeat(30, () => {
          if (sender) void sender.close();
          sender = sender ? undefined : conn.video.addTrack(stream.getVideoTracks()[0]!.clone());
        });
      }),
  },
  ...[0.5, 7].map((megabytes): Attack => ({
    name: `messages of ${String(megabytes)} MB, which its own SDK would refuse, one after the other`,
    role: 'viewer',
    begin: (page) =>
      page.evaluate((size) => {
        const count = Math.ceil((size * 1e6) / 65_520);
        const frame = new Uint8Array(65_536).fill(0x20);
        frame.set(new TextEncoder().encode('RTCB'));
        raw.repeat(10_000, (number) => {
          const channel = raw.channel('default');
          if (channel.bufferedAmount > 1e6) return;
          new Uint32Array(frame.buffer, 0, 4).set(
            [Math.floor(number / count) * 2 + 1, number % count, count],
            1,
          );
          channel.send(frame);
        });
      }, megabytes),
  })),
  {
    name: 'a JSON message 20,000 levels deep, 50 per second',
    role: 'operator',
    begin: repeating(50, () => {
      raw.channel('default').send('['.repeat(20_000) + ']'.repeat(20_000));
    }),
  },
  {
    name: '64 KiB messages as fast as they go',
    role: 'operator',
    isTaken: true,
    begin: (page) =>
      page.evaluate(() => {
        const text = 'x'.repeat(64 * 1024);
        const channel = raw.channel('default');
        raw.repeat(10_000, () => {
          if (channel.bufferedAmount < 1024 * 1024) channel.send(text);
        });
      }),
  },
  {
    name: '900 channels of one label, each with unfinished messages',
    role: 'viewer',
    begin: (page) =>
      page.evaluate(() => {
        const pc = raw.pcs.at(-1)!;
        const labels = ['default', 'plain', 'rtcbot:x', 'rtcbot:now', 'rtcbot.cameras'];
        const channels: RTCDataChannel[] = [];
        for (let number = 0; number < 900; number++) {
          channels.push(pc.createDataChannel(labels[number % labels.length]!));
        }
        raw.repeat(2_000, (number) => {
          const channel = channels[number % channels.length]!;
          if (channel.readyState !== 'open' || channel.bufferedAmount > 1e6) return;
          const frame = new Uint8Array(65_536);
          frame.set(new TextEncoder().encode('RTCB'));
          new Uint32Array(frame.buffer, 0, 4).set([number * 2, 0, 4_000], 1);
          channel.send(frame);
        });
      }),
  },
  {
    name: '500 channels per second, opened and closed',
    role: 'operator',
    begin: repeating(500, (number) => {
      const channel = raw.pcs.at(-1)!.createDataChannel(`channel ${String(number)}`);
      channel.onopen = () => {
        channel.close();
      };
    }),
  },
  {
    name: '1,000 requests for cameras per second',
    role: 'viewer',
    begin: (page) =>
      page.evaluate(() => {
        const cameras = raw.pcs.at(-1)!.createDataChannel('rtcbot.cameras');
        raw.repeat(1_000, (number) => {
          cameras.send(JSON.stringify({ show: number % 2 ? ['main'] : [] }));
        });
      }),
  },
  {
    name: 'camera and microphone sent by a viewer',
    role: 'viewer',
    isTaken: true,
    begin: (page) =>
      page.evaluate(async () => {
        const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
        conn.video.putSubscription(stream);
        conn.audio.putSubscription(stream);
      }),
  },
  {
    name: 'hanging up and calling again without end',
    role: 'viewer',
    begin: repeating(20, (number) => {
      raw.signal(raw.offer(), `session-${String(number).padStart(8, '0')}`);
      if (number % 3 === 0) raw.pcs.at(-1)!.close();
    }),
  },
];
