/** Opens and closes the robot's page inside the tutorial's: an ordinary page that happens to be in a frame. */

const button = document.getElementById('robot-here');
const place = document.getElementById('robot-frame');

button.addEventListener('click', () => {
  const frame = place.querySelector('iframe');
  if (frame) {
    frame.remove();
  } else {
    const made = document.createElement('iframe');
    Object.assign(made, { src: 'robot.html', title: 'The robot’s page', allow: 'camera' });
    place.append(made);
  }
  button.textContent = frame ? 'Start the robot here' : 'Stop the robot';
});
