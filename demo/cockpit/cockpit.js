/** The cockpit: wires the panels to the <rtc-robot> in the page. Runs before the elements are defined. */
import { setUpChat } from './chat.js';
import { setUpLinkQuality } from './link-quality.js';
import { setUpLinkState } from './link-state.js';
import { setUpOwnMedia } from './own-media.js';
import { setUpPicker } from './picker.js';
import { setUpRoundTrip } from './round-trip.js';
import { setUpRoverReadings } from './rover-readings.js';
import { setUpSnippet } from './snippet.js';
import { setUpSound } from './sound.js';
import { setUpTelemetry } from './telemetry.js';

const robot = document.getElementById('robot');

setUpPicker(robot);
setUpSnippet(robot);
setUpLinkState(robot, document.getElementById('video'));
// What drives is in a file of its own, which is there when its elements are.
customElements.whenDefined('rtc-stop').then(() => {
  setUpLinkQuality(robot, document.getElementById('video'));
  setUpRoverReadings(robot);
});
setUpSound(document.getElementById('audio'));
const ownMedia = setUpOwnMedia(robot);
const telemetry = setUpTelemetry(robot);
const roundTrip = setUpRoundTrip(robot);
const chat = setUpChat(robot);

/** The messages of the demo robot by their type; all others are shown as they are. */
const takers = new Map([
  [
    'hello',
    (message) => {
      chat.greet(message);
      ownMedia.greet(message);
    },
  ],
  [
    'telemetry',
    (message) => {
      telemetry.show(message);
      ownMedia.report(message);
    },
  ],
  ['pong', roundTrip.take],
  ['chat', chat.show],
]);

robot.addEventListener('rtc-message', ({ detail: message }) => {
  const take = takers.get(message?.type) ?? chat.showAsItIs;
  take(message);
});
