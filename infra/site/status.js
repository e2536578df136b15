// The status page: signs in with an authorisation code and PKCE, then asks /api/status each minute. Tokens stay in this
// tab's memory; after a reload the sign-in page remembers who was here and sends the browser straight back.
const byId = (id) => document.getElementById(id);
const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const here = `${location.origin}/`;
const refreshMs = 60_000;

function say(text, isProblem = false) {
  byId('message').textContent = text;
  byId('message').className = isProblem ? 'problem' : '';
  byId('message').hidden = text === '';
}

async function readConfig() {
  const answer = await fetch('config.json', { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`The page is not set up: config.json answers ${answer.status}.`);
  return answer.json();
}

async function signIn({ signIn: address, clientId }) {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(48)));
  const state = base64url(crypto.getRandomValues(new Uint8Array(16)));
  sessionStorage.setItem('pkce', JSON.stringify({ verifier, state }));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: here,
    scope: 'openid email',
    state,
    code_challenge_method: 'S256',
    code_challenge: base64url(new Uint8Array(digest)),
  });
  location.assign(`${address}/oauth2/authorize?${query}`);
}

function signOut({ signIn: address, clientId }) {
  location.assign(`${address}/logout?${new URLSearchParams({ client_id: clientId, logout_uri: here })}`);
}

/** The token after the browser came back from signing in, or undefined. The code is taken out of the address at once. */
async function takeToken({ signIn: address, clientId }) {
  const query = new URLSearchParams(location.search);
  const kept = JSON.parse(sessionStorage.getItem('pkce') ?? 'null');
  sessionStorage.removeItem('pkce');
  if (location.search !== '') history.replaceState(null, '', '/');
  if (query.has('error')) throw new Error(query.get('error_description') ?? query.get('error'));
  if (!query.has('code')) return undefined;
  if (kept === null || kept.state !== query.get('state'))
    throw new Error('This sign-in was not begun in this tab. Sign in again.');
  const answer = await fetch(`${address}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: here,
      code: query.get('code'),
      code_verifier: kept.verifier,
    }),
  });
  if (!answer.ok) throw new Error(`Signing in failed (${answer.status}). Sign in again.`);
  return (await answer.json()).id_token;
}

async function readStatus(token) {
  const answer = await fetch('/api/status', { headers: { authorization: `Bearer ${token}` } });
  if (answer.ok) return answer.json();
  if (answer.status === 401) throw Object.assign(new Error('Your sign-in has ended. Sign in again.'), { ended: true });
  const { message } = await answer.json().catch(() => ({}));
  throw new Error(message ?? `The status cannot be read (${answer.status}); it is tried again in a minute.`);
}

function element(name, text, className = '') {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

const time = (iso) => (iso ? new Date(iso).toLocaleString() : '');

function connectionRow({ name, connector, paused, lastRun }) {
  const row = document.createElement('tr');
  const status = lastRun ? `${lastRun.status}${lastRun.error ? `: ${lastRun.error.message}` : ''}` : 'no run yet';
  row.append(
    element('td', name),
    element('td', connector),
    element('td', lastRun ? `#${lastRun.run}` : ''),
    element('td', paused ? `${status} (paused)` : status, lastRun?.status ?? ''),
    element('td', time(lastRun?.endedAt)),
  );
  return row;
}

function show({ tenant, openRuns, connections }) {
  say(connections.length === 0 ? 'No connection yet.' : '');
  byId('tenant').textContent = tenant;
  byId('open').hidden = connections.length === 0;
  byId('last').hidden = connections.length === 0;
  const runs = openRuns.map(({ connection, run, startedAt }) =>
    element('li', `${connection} #${run}, since ${time(startedAt)}`),
  );
  byId('open-runs').replaceChildren(...(runs.length > 0 ? runs : [element('li', 'none')]));
  byId('connections').replaceChildren(...connections.map(connectionRow));
  byId('at').textContent = `as of ${new Date().toLocaleTimeString()}`;
}

async function follow(token) {
  try {
    show(await readStatus(token));
  } catch (error) {
    say(error.message, true);
    if (error.ended) {
      byId('sign-in').hidden = false;
      byId('sign-out').hidden = true;
      return;
    }
  }
  setTimeout(() => follow(token), refreshMs);
}

async function main() {
  const config = await readConfig();
  byId('stage').textContent = config.stage;
  byId('version').textContent = `version ${config.version}`;
  byId('sign-in').addEventListener('click', () => signIn(config));
  byId('sign-out').addEventListener('click', () => signOut(config));
  const token = await takeToken(config).catch((error) => {
    say(error.message, true);
    byId('sign-in').hidden = false;
    return null;
  });
  if (token === null) return;
  if (token === undefined) {
    say('Sign in to see runs and connections.');
    byId('sign-in').hidden = false;
    return;
  }
  byId('sign-out').hidden = false;
  await follow(token);
}

main().catch((error) => say(error.message, true));
