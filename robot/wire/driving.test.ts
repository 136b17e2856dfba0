import { expect, it } from 'vitest';
import { parseDrivingNews, parseDrivingTexts } from './driving.js';

it('reads what the page tells of driving', () => {
  const news = [
    ['join', 'ann', 'operator'],
    ['join', 'bob', 'operator', 60_000],
    ['renew', 'bob', 'viewer', 0],
    ['text', 'ann', '{"type":"request"}'],
    ['signal', 'ann', 'live'],
    ['signal', 'ann', 'lost'],
    ['leave', 'ann'],
  ];
  expect(parseDrivingNews(JSON.stringify(news))).toEqual(news);
});

it.each([
  '{}',
  '[1]',
  '[["join","ann"]]',
  '[["join","ann","operator","soon"]]',
  '[["drive","ann","x"]]',
  '[["leave",1]]',
  '[["signal","ann","maybe"]]',
])('refuses %s of the page', (batch) => {
  expect(() => parseDrivingNews(batch)).toThrow(TypeError);
});

it('reads what the host tells', () => {
  expect(parseDrivingTexts('[["ann","x",true],["bob","y",0]]')).toEqual([
    ['ann', 'x', true],
    ['bob', 'y', false],
  ]);
  expect(() => parseDrivingTexts('[["ann"]]')).toThrow(TypeError);
});
