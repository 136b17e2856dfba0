import { describe, expect, it } from 'vitest';
import { deviceRequest, parseMediaSource } from './media-source.js';

describe('parseMediaSource', () => {
  it.each(['default', 'test', 'none'])('knows %s', (word) => {
    expect(parseMediaSource(word)).toBe(word);
  });

  it.each(['/home/pi/drive.y4m', './x', '../x', 'drive.mjpeg', 'Drive.Y4M', 'sound.wav'])(
    'takes %s for a file',
    (file) => {
      expect(parseMediaSource(file)).toEqual({ file });
    },
  );

  it.each(['HD Webcam', 'USB2.0 HD UVC WebCam: USB2.0 HD (0bda:5689)', 'Test'])(
    'takes %s for a device',
    (device) => {
      expect(parseMediaSource(device)).toEqual({ device });
    },
  );

  it('refuses nothing at all', () => {
    expect(() => parseMediaSource(' ')).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});

describe('deviceRequest', () => {
  it('requires what was asked for, and processes what is real', () => {
    expect(deviceRequest('none')).toEqual({ type: 'none' });
    expect(deviceRequest('default')).toEqual({ type: 'any', required: true, processed: true });
    expect(deviceRequest('if-present')).toEqual({ type: 'any', required: false, processed: true });
    expect(deviceRequest('test')).toEqual({ type: 'any', required: true, processed: false });
    expect(deviceRequest('test', 1)).toEqual({ type: 'fake', index: 1 });
    expect(deviceRequest({ device: 'HD' })).toEqual({ type: 'device', label: 'HD' });
  });
});
