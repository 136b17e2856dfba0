/** The motors that the guides put into robot/examples/drive.py: stand-ins for their libraries write down what is asked of them. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { programOf, requireProgram, skipReason, whyMissing } from '../programs/needed-program.mjs';
import { cacheFolder, root } from '../project.mjs';
import { blocksOf } from './snippets.mjs';

const SAY = 'import sys\nsay = lambda *words: print(*words, file=sys.stderr)\n';

const STAND_INS = {
  'gpiozero.py': `${SAY}class Motor:
    def __init__(self, forward, backward): self.pin = forward
    def __setattr__(self, name, value):
        if name == "value": say(self.pin, round(value, 3))
        else: super().__setattr__(name, value)`,
  'serial.py': `${SAY}class Serial:
    def __init__(self, *args, **options): pass
    def write(self, data): say(data.decode().strip())`,
  'rclpy.py': `${SAY}class Publisher:
    def publish(self, message): say(message.linear.x, message.angular.z)
class Node:
    def create_publisher(self, *args): return Publisher()
init = lambda: None
create_node = lambda name: Node()`,
  'geometry_msgs/msg.py': `class Vector: pass
class Twist:
    def __init__(self): self.linear, self.angular = Vector(), Vector()`,
};

/** The motors of a guide: the block in Python with this import. */
function motorsOf(page, library) {
  const blocks = blocksOf(readFileSync(path.join(root, 'docs/guides', page), 'utf8'));
  const [motors] = blocks.filter(
    ({ language, code }) => language === 'python' && code.includes(`import ${library}`),
  );
  return motors.code;
}

const whyNoPython = skipReason(whyMissing('python3'));

describe.skipIf(whyNoPython)('motors of the guides', () => {
  let folder;

  beforeAll(() => {
    requireProgram('python3');
    mkdirSync(cacheFolder, { recursive: true });
    folder = mkdtempSync(path.join(cacheFolder, 'motors-'));
    for (const [file, text] of Object.entries(STAND_INS)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ['motors-from-python.md', 'Motor', ['4 0.8', '17 1.0', '4 0.0', '17 0.0']],
    ['motors-from-python.md', 'serial', ['0.450 0.500', '0.000 0.000']],
    ['ros.md', 'Twist', ['0.45 0.5', '0.0 0.0']],
  ])('%s %s: go where they are told, and stop', (page, library, written) => {
    const motors = motorsOf(page, library);
    const example = readFileSync(path.join(root, 'robot/examples/drive.py'), 'utf8');
    const program = example.replace(/^def set_motors[\s\S]*?\n\n\n/m, () => `${motors}\n\n`);
    expect(program).not.toContain('Yours.');
    writeFileSync(path.join(folder, 'drive.py'), program);
    const lines = [
      { event: 'command', data: { linearMetersPerSec: 0.45, angularRadPerSec: 0.5 }, ageMs: 1 },
      { event: 'safe-stop', number: 3, reason: 'silence' },
    ];
    const { stdout, stderr } = spawnSync(programOf('python3'), [path.join(folder, 'drive.py')], {
      input: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
      encoding: 'utf8',
    });
    expect(stderr.trim().split('\n').slice(0, written.length)).toEqual(written);
    expect(stdout).toContain('{"confirm": "safe-stop", "number": 3}');
  });
});
