import { expect, it } from 'vitest';
import { formatStdioEvent, parseStdioLine } from './stdio-lines.js';

it('reads messages to all and to one', () => {
  expect(parseStdioLine('{"data":{"battery":0.8}}')).toEqual({ data: { battery: 0.8 } });
  expect(parseStdioLine('{"data":null}\r')).toEqual({ data: null });
  expect(parseStdioLine('{"to":"abc","data":"hi"}')).toEqual({ to: 'abc', data: 'hi' });
  expect(parseStdioLine('{"base64":"AAH/"}')).toEqual({ data: Buffer.from([0, 1, 255]) });
  expect(parseStdioLine('  ')).toBeUndefined();
});

it('reads telemetry and confirmations', () => {
  expect(parseStdioLine('{"telemetry":{"battery":1}}')).toEqual({ telemetry: { battery: 1 } });
  expect(parseStdioLine('{"confirm":"safe-stop"}')).toEqual({ confirm: 'safe-stop' });
});

it.each([
  ['nonsense', 'it is not JSON.'],
  ['[1]', 'it is no JSON object.'],
  ['null', 'it is no JSON object.'],
  ['{}', '"data" is missing.'],
  ['{"to":"abc"}', '"data" is missing.'],
  ['{"confirm":"all"}', '"confirm" is not "safe-stop".'],
  ['{"telemetry":1,"data":1}', '"telemetry" means nothing here.'],
  ['{"to":1,"data":1}', '"to" is no operator\'s id.'],
  ['{"base64":1}', '"base64" is no text.'],
  ['{"data":1,"fast":true,"far":true}', '"fast", "far" means nothing here.'],
])('refuses %s', (line, why) => {
  expect(() => parseStdioLine(line)).toThrow(why);
});

it('writes one line per event, whatever is in it', () => {
  const line = formatStdioEvent({ event: 'message', operator: 'abc', data: 'two\nlines' });
  expect(line).toBe('{"event":"message","operator":"abc","data":"two\\nlines"}\n');
});
