/** What has become of the last call. */
export type CallStatus = 'idle' | 'busy' | 'done' | 'failed';

/** What the words about a call depend on. */
export interface CallFacts {
  readonly isConnected: boolean;
  /** What the robot has told of it, any JSON value. */
  readonly progress: unknown;
  readonly error: Error | undefined;
}

/** What is said of a call; empty if there is nothing to say. */
export function callText(status: CallStatus, { isConnected, progress, error }: CallFacts): string {
  switch (status) {
    case 'idle':
      return isConnected ? '' : 'Not connected';
    case 'busy':
      return progressText(progress);
    case 'done':
      return 'Done';
    case 'failed':
      return `Failed: ${error?.message ?? ''}`;
  }
}

function progressText(progress: unknown): string {
  if (typeof progress === 'string') return progress;
  const isPart = typeof progress === 'number' && progress >= 0 && progress <= 1;
  return isPart ? `${Math.round(progress * 100)} %` : 'Under way…';
}
