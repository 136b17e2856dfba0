/* global importScripts, rtcbot, OffscreenCanvas */
importScripts('/rtcbot.js');

rtcbot.servePreprocessFrame((frame) => {
  const canvas = new OffscreenCanvas(frame.displayWidth, frame.displayHeight);
  const context = canvas.getContext('2d');
  context.filter = 'invert(1)';
  context.drawImage(frame, 0, 0);
  return canvas;
});
