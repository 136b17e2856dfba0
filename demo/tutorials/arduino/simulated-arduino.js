/**
 * A simulated Arduino: a serial port made of script, for those who have none at hand. It has the two streams of the
 * browser's SerialPort, and behaves as the sketches beside it do. What it does is shown in the page's `#board`.
 */
{
  const PERIOD_MS = 100;
  const SILENCE_MS = 500;

  const show = (text) => {
    document.getElementById('board').textContent = `Simulated Arduino: ${text}`;
  };

  const distanceOf = (seconds) => Math.round(60 + 40 * Math.sin(seconds));
  const bytesOf = (text) => new TextEncoder().encode(text);

  /** lines.ino: `hear` takes bytes, `say` gives those of each tenth of a second. */
  function linesSketch() {
    let text = '';
    show('LED off');
    return {
      start: new Uint8Array(),
      hear(bytes) {
        const lines = (text + new TextDecoder().decode(bytes)).split('\n');
        text = lines.pop();
        for (const line of lines) if (/^led (on|off)$/.test(line)) show(line.replace('led', 'LED'));
      },
      say: (seconds) => bytesOf(`distance ${distanceOf(seconds)}\r\n`),
    };
  }

  /** structs.ino. */
  function structsSketch() {
    const COMMAND_BYTES = 4;
    const received = [];
    let heardMs = performance.now();
    let moving = false;
    const setMotors = (left, right) => {
      moving = left !== 0 || right !== 0;
      show(`motors ${left} and ${right}`);
    };
    setMotors(0, 0);
    return {
      start: Uint8Array.of(...bytesOf('restarted\n'), 192),
      hear(bytes) {
        received.push(...bytes);
        while (received.length >= COMMAND_BYTES) {
          const command = new DataView(Uint8Array.from(received.splice(0, COMMAND_BYTES)).buffer);
          heardMs = performance.now();
          setMotors(command.getInt16(0, true), command.getInt16(2, true));
        }
      },
      say(seconds) {
        if (moving && performance.now() - heardMs > SILENCE_MS) setMotors(0, 0);
        const report = new DataView(new ArrayBuffer(3));
        report.setUint16(0, distanceOf(seconds), true);
        report.setUint8(2, moving);
        return new Uint8Array(report.buffer);
      },
    };
  }

  const sketches = { lines: linesSketch, structs: structsSketch };

  class SimulatedArduino {
    readable = null;
    writable = null;
    #sketch;
    #timer;

    constructor(sketch) {
      this.#sketch = sketch;
    }

    async open() {
      const { start, hear, say } = this.#sketch;
      const startMs = performance.now();
      this.readable = new ReadableStream({
        start: (controller) => {
          controller.enqueue(start);
          this.#timer = setInterval(
            () => controller.enqueue(say((performance.now() - startMs) / 1000)),
            PERIOD_MS,
          );
        },
        cancel: () => clearInterval(this.#timer),
      });
      this.writable = new WritableStream({ write: hear });
    }

    async close() {
      clearInterval(this.#timer);
      this.readable = this.writable = null;
      show('unplugged');
    }
  }

  /** Makes a port with an Arduino at it that runs `lines` or `structs`. */
  globalThis.simulatedArduino = (sketch) => new SimulatedArduino(sketches[sketch]());
}
