/** The button for the robot's sound: off at first, as browsers give no sound before somebody asks for it. */

const button = document.getElementById('sound');
const label = button.querySelector('span');

/** @param {HTMLElement} audio - the <rtc-audio> */
export function setUpSound(audio) {
  const update = () => {
    const isOn = !audio.muted && !audio.paused;
    label.textContent = isOn ? 'Turn sound off' : 'Turn sound on';
    button.classList.toggle('primary', !isOn);
    button.toggleAttribute('data-on', isOn);
  };
  button.addEventListener('click', () => {
    const turnOn = audio.muted || audio.paused;
    audio.muted = !turnOn;
    // Without a stream yet, it begins with the first one.
    if (turnOn) audio.play()?.catch(update);
    update();
  });
  for (const type of ['volumechange', 'play', 'playing', 'pause'])
    audio.addEventListener(type, update);
}
