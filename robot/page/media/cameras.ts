import { RtcError, type ListenOptions } from '@rtcbot-web/sdk';
import type { CameraReport, PageSettings } from '../../wire/media.js';
import { Camera } from './camera.js';

/** Every camera of the robot; the first one is what an operator sees that asks for nothing. */
export class Cameras {
  readonly all: readonly Camera[];

  constructor({ cameras, cameraStallMs }: PageSettings) {
    this.all = cameras.map((request) => new Camera(request, cameraStallMs));
  }

  /** What they are doing. */
  get reports(): CameraReport[] {
    return this.all.map(({ report }) => report);
  }

  /**
   * The camera of this name.
   * @throws RtcError `bad-argument` that lists the names there are
   */
  get(name: string): Camera {
    const camera = this.all.find((one) => one.name === name);
    if (camera) return camera;
    const names = this.all.map((one) => `"${one.name}"`).join(', ') || 'none';
    throw new RtcError('bad-argument', `No camera is named "${name}". Available: ${names}.`);
  }

  /** Name of the camera whose picture a track is; undefined for any other track. */
  nameOf(trackId: string | undefined): string | undefined {
    return this.all.find(({ track }) => track.id === trackId)?.name;
  }

  /** Call `listener` with each camera that has changed. */
  onChange(listener: (camera: Camera) => void, options?: ListenOptions): void {
    for (const camera of this.all) {
      camera.onChange(() => {
        listener(camera);
      }, options);
    }
  }

  /**
   * Open all of them; with `patience` one that cannot be opened is waited for.
   * @throws MediaAccessError that says which one cannot be opened
   */
  async open(patient: boolean): Promise<void> {
    await Promise.all(this.all.map((camera) => camera.open(patient)));
  }
}
