/** The robot's programs of the tutorials, by the name that stands behind `/connect/`. */
import { program as dataConnection } from './webrtc/data-connection.mjs';
import { program as json } from './webrtc/json.mjs';
import { program as keyboard } from './remote-control/keyboard.mjs';
import { program as gamepad } from './remote-control/gamepad.mjs';
import { program as drive } from './remote-control/drive.mjs';
import { program as clients } from './multi-connect/clients.mjs';
import { program as vision } from './offloading/vision.mjs';

export const programs = {
  'data-connection': dataConnection,
  json,
  keyboard,
  gamepad,
  drive,
  clients,
  vision,
};
