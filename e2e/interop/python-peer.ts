/** The Python process of the interop tests, and what can be asked of it. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PYTHON } from './install-aiortc.mjs';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Longest wait for an answer, in ms: shorter than a test, so that its failure names the question. */
const ANSWER_MS = 60_000;

/** A session description as RTCBot exchanges it. */
export interface Description {
  readonly type: string;
  readonly sdp: string;
}

/** What Python sends and receives on its next connection. */
export interface Plan {
  readonly iceServers?: readonly string[];
  readonly ordered?: boolean;
  readonly send?: readonly (
    | { readonly kind: 'video'; readonly width?: number; readonly height?: number }
    | { readonly kind: 'audio'; readonly hz: number }
  )[];
  readonly receiveVideo?: number;
  readonly receiveAudio?: number;
}

/** A message as it came, and as Python RTCBot hands it out. */
export interface Received {
  readonly kind: 'text' | 'binary';
  readonly raw: string | readonly number[];
  readonly value: unknown;
}

/** What a picture says; `stamp` is null if it is not a coded one. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly stamp: number | null;
  readonly ageMs: number;
  readonly left: string;
  readonly right: string;
}

/** A picture as Python got it. */
export interface PythonPicture extends Picture {
  /** Two pictures that are not the same hardly ever have the same. */
  readonly digest: number;
}

/** What half a second of sound is made of. */
export interface Sound {
  readonly hz: number;
  readonly peakLevel: number;
  readonly share: number;
  readonly sampleRateHz: number;
  readonly channels: number;
}

interface Line {
  readonly id?: number;
  readonly port?: number;
  readonly value?: unknown;
  readonly error?: string;
}

interface Question {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A Python program that speaks RTCBot's wire. */
export class PythonPeer {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #questions = new Map<number, Question>();
  readonly #exit: Promise<void>;
  #lastId = 0;
  #errorOutput = '';
  /** Where its web server is. */
  url = '';

  private constructor() {
    const rtcbotJs = fileURLToPath(import.meta.resolve('@rtcbot-web/sdk/rtcbot.min.js'));
    this.#process = spawn(PYTHON, ['-B', file('rtcbot_peer.py'), rtcbotJs, file('site')]);
    this.#process.stderr.on('data', (chunk: Buffer) => (this.#errorOutput += chunk.toString()));
    this.#exit = new Promise((resolve) => {
      this.#process.once('exit', () => {
        resolve();
        const error = new Error(`Python has ended.\n${this.#errorOutput}`);
        for (const { reject } of this.#questions.values()) reject(error);
      });
    });
  }

  /** Start one; it takes a moment to load aiortc. */
  static async start(): Promise<PythonPeer> {
    const peer = new PythonPeer();
    const lines = createInterface({ input: peer.#process.stdout });
    await new Promise<void>((resolve, reject) => {
      void peer.#exit.then(() => {
        reject(new Error(`Python did not start.\n${peer.#errorOutput}`));
      });
      lines.on('line', (text) => {
        const line = JSON.parse(text) as Line;
        if (line.id !== undefined) peer.#answer(line.id, line);
        if (line.port === undefined) return;
        peer.url = `http://127.0.0.1:${String(line.port)}`;
        resolve();
      });
    });
    return peer;
  }

  /** End it; it has a moment to close its connection. */
  async stop(): Promise<void> {
    this.#process.stdin.end();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 3000);
    await this.#exit;
    clearTimeout(timer);
  }

  open = (plan: Plan = {}) => this.#ask('open', { plan });
  describe = (offer?: Description) =>
    this.#ask('describe', offer ? { offer } : {}) as Promise<Description>;
  accept = (answer: Description) => this.#ask('accept', { answer });
  put = (...messages: unknown[]) => this.#ask('put', { messages });
  putOn = (channel: string, ...messages: unknown[]) => this.#ask('put', { channel, messages });
  putText = (text: string) => this.#ask('put_raw', { text });
  putBytes = (octets: readonly number[]) => this.#ask('put_raw', { octets });
  /** A Python value that JSON does not have. */
  putPython = (expression: 'nan' | 'inf' | 'one' | 'tuple') =>
    this.#ask('put_python', { expression });
  get = (count = 1, channel = 'default') =>
    this.#ask('get', { count, channel }) as Promise<Received[]>;
  /** Size of the next message's text. */
  getSize = () => this.#ask('get_size') as Promise<number>;
  channelFacts = (channel = 'default') => this.#ask('channel_facts', { channel });
  addChannel = (name: string, ordered = true) => this.#ask('add_channel', { name, ordered });
  /** Name of the next channel that the page opens. */
  nextChannel = () => this.#ask('next_channel') as Promise<string>;
  resize = (width: number, height: number) => this.#ask('resize', { width, height });
  pictures = (count = 3, index = 0) =>
    this.#ask('pictures', { count, index }) as Promise<PythonPicture[]>;
  sound = (index = 0) => this.#ask('sound', { index }) as Promise<Sound>;
  close = () => this.#ask('close');
  /** Resolves when the connection is over: the epoch time in ms at which it was noticed. */
  closed = () => this.#ask('closed') as Promise<{ atMs: number; error: string | null }>;

  #ask(what: string, details: object = {}): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`Python does not answer '${what}'.\n${this.#errorOutput}`));
      }, ANSWER_MS);
      const settle = <T>(how: (value: T) => void) => {
        return (value: T) => {
          clearTimeout(timer);
          this.#questions.delete(id);
          how(value);
        };
      };
      this.#questions.set(id, { resolve: settle(resolve), reject: settle(reject) });
      this.#process.stdin.write(JSON.stringify({ id, do: what, ...details }) + '\n');
    });
  }

  #answer(id: number, line: Line): void {
    const question = this.#questions.get(id);
    if (line.error === undefined) question?.resolve(line.value);
    else question?.reject(new Error(`Python: ${line.error}`));
  }
}
