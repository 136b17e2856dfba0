import { describe, expect, test } from 'vitest';
import { addressOf, networkOf } from './address.js';

describe('networkOf', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:FFFF:192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:50123', '192.0.2.1'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['2001:0DB8:0000:0001:ffff:ffff:ffff:ffff', '2001:db8:0:1::/64'],
    ['[2001:db8:0:1::2]:50123', '2001:db8:0:1::/64'],
    ['"[2001:db8:0:1::3]"', '2001:db8:0:1::/64'],
    ['2001:db8:0:2::1', '2001:db8:0:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['1::', '1:0:0:0::/64'],
    ['', ''],
    ['unknown', 'unknown'],
  ])('counts %j for %j', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('addressOf', () => {
  const request = (forwarded?: string) =>
    ({
      headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
      socket: { remoteAddress: '::ffff:127.0.0.1' },
    }) as unknown as Parameters<typeof addressOf>[0];

  test.each([
    ['1.2.3.4, 2001:db8::7', true, '2001:db8:0:0::/64'],
    ['1.2.3.4', true, '1.2.3.4'],
    ['1.2.3.4', false, '127.0.0.1'],
    [undefined, true, '127.0.0.1'],
    ['', true, '127.0.0.1'],
    ['1.2.3.4, unknown', true, '127.0.0.1'],
  ])('takes X-Forwarded-For %j, trusted: %j, as %j', (forwarded, trustProxy, network) => {
    expect(addressOf(request(forwarded), trustProxy)).toBe(network);
  });
});
