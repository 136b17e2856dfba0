import { createHash } from 'node:crypto';

const SCRIPT = `
const form = document.querySelector('form');
const out = document.querySelector('output');
const body = document.querySelector('tbody');
const cell = (text) => Object.assign(document.createElement('td'), { textContent: text });
const row = ({ robotId, online, nodeId, operators }) => {
  const tr = document.createElement('tr');
  const who = operators.map(({ operatorId, role }) => operatorId + ' (' + role + ')').join(', ');
  tr.append(cell(robotId), cell(online ? 'online' : 'awaited'), cell(nodeId ?? ''), cell(who));
  return tr;
};
const show = async () => {
  const token = form.elements.token.value.trim();
  const headers = token ? { Authorization: 'Bearer ' + token } : {};
  // Relative to this page, which may be behind a path of a proxy
  const response = await fetch('admin/status.json', { headers });
  const status = await response.json();
  body.replaceChildren(...(status.list ?? []).map(row));
  out.textContent = response.ok
    ? status.robots + ' robots and ' + status.operators + ' operators on this node, up ' + status.uptimeSeconds + ' s'
    : status.message;
};
const update = () => show().catch((error) => (out.textContent = String(error)));
form.addEventListener('submit', (event) => { event.preventDefault(); update(); });
setInterval(() => { if (body.children.length > 0) update(); }, 5000);
update();
`;

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color-scheme: light dark; }
table { border-collapse: collapse; width: 100%; margin-top: 1rem; }
th, td { border-bottom: 1px solid; padding: 0.3rem 0.6rem; text-align: left; overflow-wrap: anywhere; }
input { font: inherit; width: 24rem; max-width: 100%; } button { font: inherit; }
`;

function hashOf(text: string) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Content-Security-Policy of the page. */
export const ADMIN_PAGE_POLICY = `default-src 'none'; connect-src 'self'; script-src ${hashOf(SCRIPT)}; style-src ${hashOf(STYLE)}; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`;

/** The page that lists robots and operators. It keeps the token to itself. */
export const ADMIN_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>RTCBot relay</title>
<style>${STYLE}</style>
<h1>RTCBot relay</h1>
<form>
<label>Token with the role admin: <input name="token" type="password" autocomplete="off"></label>
<button>Show</button>
</form>
<p><output></output></p>
<table><thead><tr><th>Robot<th>State<th>Node<th>Operators</thead><tbody></tbody></table>
<script>${SCRIPT}</script>
</html>
`;
