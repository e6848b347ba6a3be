#!/usr/bin/env bash
# oidc-provider 8.8.1 (the certified OpenID provider for Node): a client that asks for the scope `openid email` with the authorization
# code flow gets an ID token without the address. Only the userinfo endpoint returns the address.
#
# The best-known hosted providers put `email` and `email_verified` into the ID token of such a flow. So a client that reads them there
# works with those providers and fails with this one. OpenID Connect Core 5.4 allows both: the claims of a scope come from userinfo
# whenever an access token is issued, and the code flow always issues one. `response_type=id_token` issues no access token, and then
# the same provider, account and scope put the claims into the ID token.
#
# Seen:
#   code flow, ID token:   no email, no email_verified
#   code flow, userinfo:   email a@example.com, email_verified true
#   id_token flow:         email a@example.com, email_verified true
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund oidc-provider@8.8.1 >/dev/null
cat >flows.mjs <<'JS'
import { createServer } from 'node:net';

console.warn = console.info = () => {};
const { default: Provider } = await import('oidc-provider');
const port = await new Promise((found) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const free = server.address().port;
    server.close(() => found(free));
  });
});
const issuer = `http://localhost:${port}`;
const back = 'https://client.example/back';
const provider = new Provider(issuer, {
  clients: [{
    client_id: 'c', client_secret: 's', redirect_uris: [back], response_types: ['code', 'id_token'],
    grant_types: ['authorization_code', 'implicit'],
  }],
  responseTypes: ['code', 'id_token'],
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: 'a@example.com', email_verified: true }) }),
  pkce: { required: () => false },
  cookies: { keys: ['k'] },
});
const server = provider.listen(port, 'localhost');

// Signs in and agrees on the provider's own pages: what it hands back to the client.
const handedBack = async (type) => {
  const cookies = new Map();
  let form;
  let url = `${issuer}/auth?client_id=c&redirect_uri=${encodeURIComponent(back)}&scope=openid%20email&response_type=${type}&nonce=n&state=x`;
  for (;;) {
    const answer = await fetch(url, {
      method: form ? 'POST' : 'GET', body: form, redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    form = undefined;
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0].split(/=(.*)/);
      cookies.set(name, value);
    }
    const next = answer.headers.get('location');
    if (next?.startsWith(back)) return new URLSearchParams(next.split(/[?#]/)[1]);
    if (next) {
      url = new URL(next, url).href;
      continue;
    }
    const page = await answer.text();
    const prompt = page.match(/name="prompt" value="(\w+)"/)[1];
    url = new URL(page.match(/action="([^"]+)"/)[1], url).href;
    form = new URLSearchParams(prompt === 'login' ? { prompt, login: 'anna', password: 'any' } : { prompt });
  }
};
const payload = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
const shown = (claims) => ('email' in claims || 'email_verified' in claims
  ? `email ${claims.email}, email_verified ${claims.email_verified}` : 'no email, no email_verified');

const code = (await handedBack('code')).get('code');
const tokens = await (await fetch(`${issuer}/token`, {
  method: 'POST',
  headers: { authorization: `Basic ${btoa('c:s')}` },
  body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: back }),
})).json();
console.log(`code flow, ID token:   ${shown(payload(tokens.id_token))}`);
const userinfo = await fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
console.log(`code flow, userinfo:   ${shown(await userinfo.json())}`);
console.log(`id_token flow:         ${shown(payload((await handedBack('id_token')).get('id_token')))}`);
server.close();
server.closeAllConnections();
JS
seen=$(node flows.mjs)
printf '%s\n' "$seen"
wanted='code flow, ID token:   no email, no email_verified
code flow, userinfo:   email a@example.com, email_verified true
id_token flow:         email a@example.com, email_verified true'
[ "$seen" = "$wanted" ] || { echo "this has changed"; exit 1; }
