/** Browsers start no sound by themselves: a button for the tutorial's <audio>, shown while it must be pressed. */

const button = document.getElementById('play-sound');
const audio = document.querySelector('#tutorial-markup audio');

const update = () => {
  button.hidden = !audio.srcObject || !audio.paused;
};

button.addEventListener('click', () => audio.play().then(update, update));
for (const type of ['play', 'playing', 'pause', 'loadstart', 'loadedmetadata', 'canplay'])
  audio.addEventListener(type, update);
update();
