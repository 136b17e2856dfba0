export function nextPicture(
  video: HTMLVideoElement,
): Promise<{ readonly times: VideoFrameCallbackMetadata; readonly ageMs: number }>;
