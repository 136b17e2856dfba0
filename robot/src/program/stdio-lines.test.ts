import { expect, it, vi } from 'vitest';
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
  expect(parseStdioLine('{"confirm":"safe-stop","number":3}')).toEqual({
    ...{ confirm: 'safe-stop', number: 3 },
  });
  expect(parseStdioLine('{"pong":17}')).toEqual({ pong: 17 });
  expect(parseStdioLine('{"ready":true}')).toEqual({ ready: true });
});

it('reads stops, however they are written, and their ends', () => {
  expect(parseStdioLine('{"stop":"bumper"}')).toEqual({ stop: 'bumper' });
  expect(parseStdioLine('{"stop":true,"side":"left"}')).toEqual({ stop: '' });
  expect(parseStdioLine('{"resume":"bumper"}')).toEqual({ resume: 'bumper' });
  expect(() => parseStdioLine('{"resume":true}')).toThrow('"resume" is not the name of a stop.');
});

it('reads what is said of calls', () => {
  expect(parseStdioLine('{"expose":"dock"}')).toEqual({
    ...{ expose: 'dock', role: 'operator', duringStop: false },
  });
  expect(parseStdioLine('{"expose":"light","role":"viewer","duringStop":true}')).toEqual({
    ...{ expose: 'light', role: 'viewer', duringStop: true },
  });
  expect(parseStdioLine('{"answer":1,"result":[1]}')).toEqual({ answer: 1, result: [1] });
  expect(parseStdioLine('{"answer":1}')).toEqual({ answer: 1 });
  expect(parseStdioLine('{"answer":1,"error":"full"}')).toEqual({ answer: 1, error: 'full' });
  expect(parseStdioLine('{"progress":1,"value":0.5}')).toEqual({ progress: 1, value: 0.5 });
  expect(parseStdioLine('{"call":7,"to":"ann","method":"confirm","args":"dock?"}')).toEqual({
    ...{ call: 7, to: 'ann', method: 'confirm', args: 'dock?' },
  });
});

it('reads what is not a number as null, and says so', () => {
  const onNotANumber = vi.fn();
  expect(parseStdioLine('{"telemetry":{"range":[NaN,1.5]}}', onNotANumber)).toEqual({
    telemetry: { range: [null, 1.5] },
  });
  expect(onNotANumber).toHaveBeenCalledOnce();
});

it.each([
  ['nonsense', 'it is not JSON.'],
  ['[1]', 'it is not a JSON object.'],
  ['null', 'it is not a JSON object.'],
  ['{}', '"data" is missing.'],
  ['{"to":"abc"}', '"data" is missing.'],
  ['{"confirm":"all"}', '"confirm" is not "safe-stop".'],
  ['{"confirm":"safe-stop"}', '"number" is missing: write that of the "safe-stop"'],
  ['{"confirm":"safe-stop","number":"3"}', '"number" is not a whole number.'],
  ['{"pong":1.5}', '"pong" is not a whole number.'],
  ['{"pong":null}', '"pong" is not a whole number.'],
  ['{"ready":false}', '"ready" is not true.'],
  ['{"telemetry":1,"data":1}', '"telemetry" is not a known name.'],
  ['{"to":1,"data":1}', '"to" is not the id of an operator.'],
  ['{"base64":1}', '"base64" is not a text.'],
  ['{"expose":7}', '"expose" is not the name of a method.'],
  ['{"expose":"dock","duringStop":"yes"}', '"duringStop" is not true or false.'],
  ['{"answer":"1"}', '"answer" is not a whole number.'],
  ['{"answer":1,"error":{}}', '"error" is not a text.'],
  ['{"answer":1,"data":2}', '"data" is not a known name.'],
  ['{"call":1,"method":"confirm"}', '"to" is not the id of an operator.'],
  ['{"call":1,"to":"ann"}', '"method" is not the name of a method.'],
  ['{"data":1,"fast":true,"far":true}', '"fast", "far" is not a known name.'],
])('refuses %s', (line, why) => {
  expect(() => parseStdioLine(line)).toThrow(why);
});

it('writes one line per event, whatever is in it', () => {
  const line = formatStdioEvent({ event: 'message', operator: 'abc', data: 'two\nlines' });
  expect(line).toBe('{"event":"message","operator":"abc","data":"two\\nlines"}\n');
});
