let newest: unknown;

/** Take the newest state for scripts that draw cameras. @param json - as JSON text */
export function showScene(json: string): void {
  newest = JSON.parse(json);
}

/** The newest state; undefined before the first one. */
export function sceneState(): unknown {
  return newest;
}
