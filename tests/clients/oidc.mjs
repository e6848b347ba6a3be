// People sign in to the dashboard through a real OpenID Connect provider (the certified oidc-provider), with the product's own
// programs on the database of a running stack. A person is invited and joins without a password, signs in again, changes her
// address, and cancels a sign-in. A person who is not a member is refused, and so is one with an address that was another's. An
// operator gets into the console.
//
// usage: node oidc.mjs STACK SECRETS PROGRAMS FOLDER
//     STACK is the line of `payout dev --json`, SECRETS its secrets.json, PROGRAMS the folder of payout, payout-api and
//     payout-worker, FOLDER where oidc-provider is installed.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { pathToFileURL } from 'node:url';

const [stackLine, secretsFile, programs, folder] = process.argv.slice(2);
const stack = JSON.parse(stackLine);
const { default: Provider } = await import(pathToFileURL(`${folder}/node_modules/oidc-provider/lib/index.js`));

const freePort = () => new Promise((found) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => found(port));
  });
});
const [providerPort, apiPort, opsPort] = [await freePort(), await freePort(), await freePort()];
// To a browser, another site than 127.0.0.1, like a real provider.
const issuer = `http://localhost:${providerPort}`;
const [api, ops] = [`http://127.0.0.1:${apiPort}`, `http://127.0.0.1:${opsPort}`];
const client = { client_id: 'payout', client_secret: 'a secret: with + what a form writes otherwise' };

// Each person's current address.
const emails = new Map([['anna', 'anna@oidc.example'], ['ben', 'ben@oidc.example'], ['op', 'op@oidc.example']]);
// The provider only warns of its development keys and pages, and logs nothing else.
console.warn = console.info = () => {};
const provider = new Provider(issuer, {
  clients: [{ ...client, redirect_uris: [`${api}/dashboard/sign-in/callback`, `${ops}/console/sign-in/callback`] }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: emails.get(id), email_verified: true }) }),
  pkce: { required: () => true },
  cookies: { keys: ['for this test alone'] },
});
// A strict provider returns the address only at its userinfo endpoint. The count shows that the product asks there.
let userinfo = 0;
provider.use((context, next) => {
  if (context.path === '/me') userinfo += 1;
  return next();
});
const server = provider.listen(providerPort, 'localhost');

const settings = Object.fromEntries(
  Object.entries(JSON.parse(readFileSync(secretsFile, 'utf8'))).map(([name, value]) => [`PAYOUT_${name.toUpperCase()}`, value]),
);
const environment = {
  PATH: process.env.PATH,
  ...settings,
  DATABASE_URL: stack.database_url,
  RUST_LOG: 'error',
  PAYOUT_LISTEN: `127.0.0.1:${apiPort}`,
  PAYOUT_PUBLIC_URL: api,
  PAYOUT_OPS_URL: ops,
  PAYOUT_OIDC_OPERATORS: 'op@oidc.example',
  PAYOUT_OIDC_ISSUER: issuer,
  PAYOUT_OIDC_CLIENT_ID: client.client_id,
  PAYOUT_OIDC_CLIENT_SECRET: client.client_secret,
  PAYOUT_OIDC_NAME: 'the test',
};
delete environment.PAYOUT_DEV_API_KEY;
const running = ['payout-api', 'payout-worker'].map((name) =>
  spawn(`${programs}/${name}`, { env: { ...environment, PAYOUT_OPS_LISTEN: `127.0.0.1:${name === 'payout-api' ? opsPort : 0}` }, stdio: ['ignore', 'inherit', 'inherit'] }));

// A browser: it keeps cookies by host and path, follows redirects, and sends the forms of pages.
class Browser {
  #cookies = new Map();
  #cookie(url) {
    const of = ([key]) => key.startsWith(`${url.host} `) && url.pathname.startsWith(key.split(' ')[1]);
    return [...this.#cookies].filter(of).map(([key, value]) => `${key.split(' ')[2]}=${value}`).join('; ');
  }
  async open(address, form) {
    let url = new URL(address);
    for (let hops = 0; hops < 20; hops++) {
      const headers = { cookie: this.#cookie(url), ...(form && { origin: url.origin }) };
      const answer = await fetch(url, { method: form ? 'POST' : 'GET', body: form, headers, redirect: 'manual' });
      for (const line of answer.headers.getSetCookie()) {
        const [pair, ...rest] = line.split('; ');
        const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
        const path = rest.find((one) => one.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
        if (value) this.#cookies.set(`${url.host} ${path} ${name}`, value);
        else this.#cookies.delete(`${url.host} ${path} ${name}`);
      }
      if (!answer.headers.has('location')) return { url, status: answer.status, text: await answer.text() };
      [url, form] = [new URL(answer.headers.get('location'), url), undefined];
    }
    throw new Error(`no end of redirects at ${url}`);
  }
  // Signs in at the provider as this person and consents to share the address, or declines with `no`.
  async signIn(address, person, no = false) {
    let page = await this.open(address);
    while (page.url.origin === issuer) {
      assert.equal(page.status, 200, page.text);
      if (no) {
        page = await this.open(new URL(page.text.match(/href="([^"]*\/abort)"/)[1], issuer));
        continue;
      }
      const action = page.text.match(/<form[^>]* action="([^"]+)"/)[1];
      const prompt = page.text.match(/name="prompt" value="(\w+)"/)[1];
      page = await this.open(new URL(action, issuer), new URLSearchParams({ prompt, login: person, password: 'any' }));
    }
    return page;
  }
}

const waitUntil = async (what, look) => {
  const end = Date.now() + 30_000;
  for (;;) {
    const found = await look().catch(() => undefined);
    if (found) return found;
    assert(Date.now() < end, `not in time: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
};

try {
  await waitUntil('the sign-in page offers the provider', async () =>
    (await (await fetch(`${api}/dashboard/sign-in`)).text()).includes('Sign in with the test'));
  const begin = `${api}/dashboard/sign-in/provider`;

  const stranger = await new Browser().signIn(begin, 'anna');
  assert.equal(stranger.status, 403, stranger.text);
  assert.match(stranger.text, /anna@oidc\.example is not a member/);

  const link = execFileSync(`${programs}/payout`, ['member', 'invite', stack.business_id, 'anna@oidc.example', '--role', 'finance'],
    { env: { ...environment, PAYOUT_API_URL: api }, encoding: 'utf8' }).trim();
  const browser = new Browser();
  const invitation = await browser.open(link);
  const joining = new URL(invitation.text.match(/href="([^"]*invitation=[^"]*)"/)[1], api);
  const joined = await browser.signIn(joining, 'anna');
  assert.equal(joined.url.pathname, '/dashboard', joined.text);
  assert.match(joined.text, /anna@oidc\.example, finance/);

  // She is still signed in at the provider, so it asks her nothing. With another address she is the same person.
  emails.set('anna', 'anna.berg@oidc.example');
  const again = await browser.open(begin);
  assert.equal(again.url.pathname, '/dashboard', again.text);
  assert.match(again.text, /anna@oidc\.example, finance/);

  emails.set('ben', 'anna@oidc.example');
  const heir = await new Browser().signIn(begin, 'ben');
  assert.equal(heir.status, 403, heir.text);

  const refused = await new Browser().signIn(begin, 'anna', true);
  assert.equal(refused.status, 401, refused.text);
  assert.match(refused.text, /[Yy]ou are not signed in/);

  const operator = new Browser();
  const inside = await operator.signIn(`${ops}/console/sign-in/provider`, 'op');
  assert.equal(inside.status, 200, inside.text);
  assert.match((await operator.open(`${ops}/console`)).text, /Overview/);
  const member = await new Browser().signIn(`${ops}/console/sign-in/provider`, 'anna');
  assert.equal(member.status, 403, member.text);

  assert(userinfo > 0, 'the userinfo endpoint was not asked');
  console.log('sign-in through the provider: a member and an operator are signed in');
} finally {
  for (const one of running) one.kill('SIGTERM');
  server.close();
  server.closeAllConnections();
}
