/** The lines to put on a page of one's own, with this relay and the robot that is chosen. */

const code = document.getElementById('snippet');

/** @param {HTMLElement} robot - the <rtc-robot> */
export function setUpSnippet(robot) {
  const show = () => {
    const { origin } = location;
    code.textContent = [
      `<script src="${origin}/rtcbot-components.js"></script>`,
      `<rtc-robot relay="${origin}" robot="${robot.getAttribute('robot') ?? 'demo'}">`,
      '  <rtc-video muted controls></rtc-video>',
      '  <rtc-audio></rtc-audio>',
      '</rtc-robot>',
    ].join('\n');
  };
  show();
  robot.addEventListener('robot-chosen', show);
}
