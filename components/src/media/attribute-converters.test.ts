import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import {
  autoplayConverter,
  choiceOf,
  cssLength,
  millisecondsConverter,
} from './attribute-converters.js';

describe('attributes', () => {
  let warn: MockInstance<typeof console.warn>;
  beforeEach(() => {
    warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  });
  afterEach(() => {
    warn.mockRestore();
  });

  it.each([
    [null, true],
    ['', true],
    ['true', true],
    ['autoplay', true],
    ['false', false],
  ])('autoplay=%j is %j', (value, expected) => {
    expect(autoplayConverter.fromAttribute?.(value)).toBe(expected);
    expect(warn).not.toHaveBeenCalled();
  });

  it('warns once of a bad value, and falls back', () => {
    expect(autoplayConverter.fromAttribute?.('off')).toBe(true);
    expect(autoplayConverter.fromAttribute?.('off')).toBe(true);
    expect(warn).toHaveBeenCalledOnce();
    expect(warn.mock.lastCall?.[0]).toContain('autoplay="off"');
  });

  it.each([
    [null, 1000, 0],
    ['250', 250, 0],
    ['0.5', 0.5, 0],
    ['', 1000, 1],
    ['0', 1000, 1],
    ['-3', 1000, 1],
    ['soon', 1000, 1],
    ['Infinity', 1000, 1],
  ])('stale-after-ms=%j is %j', (value, expected, warnings) => {
    expect(millisecondsConverter('stale-after-ms', 1000).fromAttribute?.(value)).toBe(expected);
    expect(warn).toHaveBeenCalledTimes(warnings);
  });

  it.each([
    [null, null, 0],
    ['low', 'low', 0],
    ['smooth', 'smooth', 0],
    ['', 'low', 1],
    ['fast', 'low', 1],
  ])('latency=%j is %j', (value, expected, warnings) => {
    expect(choiceOf('latency', ['low', 'smooth'], value)).toBe(expected);
    expect(warn).toHaveBeenCalledTimes(warnings);
  });

  it.each([
    [null, undefined, 0],
    ['640', '640px', 0],
    [' 12.5 ', '12.5px', 0],
    ['0', '0px', 0],
    ['50%', '50%', 0],
    ['50vw', undefined, 1],
    ['', undefined, 1],
    ['1;color:red', undefined, 1],
  ])('width=%j is %j', (value, expected, warnings) => {
    expect(cssLength('width', value)).toBe(expected);
    expect(warn).toHaveBeenCalledTimes(warnings);
  });
});
