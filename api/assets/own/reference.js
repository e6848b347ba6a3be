// The viewer of this server's API description. It shows each call that was tried in six languages, as it was sent.

// Quotes a text with double quotes, for languages that read JSON's escapes.
const quoted = (text) => JSON.stringify(String(text));
// Quotes a text with single quotes, for PHP and Ruby.
const plain = (text) => `'${String(text).replace(/[\\']/g, "\\$&")}'`;

const parts = (request) => ({
  method: request.get("method").toUpperCase(),
  url: request.get("url"),
  headers: [...(request.get("headers")?.entries() ?? [])],
  body: request.get("body"),
});

const written = {
  javascript: ({ method, url, headers, body }) => [
    `const answer = await fetch(${quoted(url)}, {`,
    `  method: ${quoted(method)},`,
    `  headers: {`,
    ...headers.map(([name, value]) => `    ${quoted(name)}: ${quoted(value)},`),
    `  },`,
    ...(body ? [`  body: ${quoted(body)},`] : []),
    `});`,
    `console.log(answer.status, await answer.text());`,
  ],
  python: ({ method, url, headers, body }) => [
    `import requests`,
    ``,
    `answer = requests.request(`,
    `    ${quoted(method)},`,
    `    ${quoted(url)},`,
    `    headers={`,
    ...headers.map(([name, value]) => `        ${quoted(name)}: ${quoted(value)},`),
    `    },`,
    ...(body ? [`    data=${quoted(body)}.encode(),`] : []),
    `    timeout=40,`,
    `)`,
    `print(answer.status_code, answer.text)`,
  ],
  php: ({ method, url, headers, body }) => [
    `$request = curl_init(${plain(url)});`,
    `curl_setopt_array($request, [`,
    `    CURLOPT_CUSTOMREQUEST => ${plain(method)},`,
    `    CURLOPT_RETURNTRANSFER => true,`,
    `    CURLOPT_HTTPHEADER => [`,
    ...headers.map(([name, value]) => `        ${plain(`${name}: ${value}`)},`),
    `    ],`,
    ...(body ? [`    CURLOPT_POSTFIELDS => ${plain(body)},`] : []),
    `]);`,
    `$answer = curl_exec($request);`,
    `echo curl_getinfo($request, CURLINFO_RESPONSE_CODE), ' ', $answer;`,
  ],
  ruby: ({ method, url, headers, body }) => [
    `require 'net/http'`,
    ``,
    `uri = URI(${plain(url)})`,
    `request = Net::HTTP::${method[0]}${method.slice(1).toLowerCase()}.new(uri)`,
    ...headers.map(([name, value]) => `request[${plain(name)}] = ${plain(value)}`),
    ...(body ? [`request.body = ${plain(body)}`] : []),
    `answer = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https') { |http| http.request(request) }`,
    `puts answer.code, answer.body`,
  ],
  go: ({ method, url, headers, body }) => [
    `request, err := http.NewRequest(${quoted(method)}, ${quoted(url)}, strings.NewReader(${quoted(body ?? "")}))`,
    `if err != nil {`,
    `	return err`,
    `}`,
    ...headers.map(([name, value]) => `request.Header.Set(${quoted(name)}, ${quoted(value)})`),
    `answer, err := http.DefaultClient.Do(request)`,
    `if err != nil {`,
    `	return err`,
    `}`,
    `defer answer.Body.Close()`,
    `_, err = io.Copy(os.Stdout, answer.Body)`,
  ],
};

const generators = { curl_bash: { title: "curl", syntax: "bash" } };
const fn = {};
for (const [name, title] of Object.entries({ javascript: "JavaScript", python: "Python", php: "PHP", ruby: "Ruby", go: "Go" })) {
  generators[name] = { title, syntax: name };
  fn[`requestSnippetGenerator_${name}`] = (request) => written[name](parts(request)).join("\n");
}

// The key in the description's example. Sent as it is, it would be a key that was used before, so each call gets a new
// one.
const EXAMPLE_KEY = "4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e";
const freshKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const withKey = (request) => {
  if (request.headers?.["Idempotency-Key"] === EXAMPLE_KEY) request.headers["Idempotency-Key"] = freshKey();
  return request;
};

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

// Shows what the dashboard offers to the reader: the element of the same id on its page. The session's cookie travels
// to the dashboard only. Without a session, the dashboard redirects to its sign-in page, which this does not follow.
const fillIn = async (viewer) => {
  const place = document.getElementById("fill-in");
  const ask = async (address, options) => {
    const answer = await fetch(address, { redirect: "manual", ...options });
    return answer.type === "opaqueredirect" ? null : new DOMParser().parseFromString(await answer.text(), "text/html");
  };
  const say = (...words) => {
    const sentence = document.createElement("p");
    sentence.append(...words);
    place.replaceChildren(sentence);
  };
  const link = (address, words) => Object.assign(document.createElement("a"), { href: address, textContent: words });
  const again = () => link(location.pathname, "Open this page again");
  const part = (await ask(place.dataset.from))?.getElementById("fill-in");
  if (!part) return;
  place.replaceChildren(...part.childNodes);
  const form = place.querySelector("form");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const page = await ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      const key = page?.querySelector("#key .id")?.textContent;
      if (key) {
        viewer.preauthorizeApiKey("secret_key", key);
        say("A test key is filled in. It expires in a day, or when you fill in another one.");
      } else if (page) {
        say(page.querySelector("[role=alert]")?.textContent ?? "No key was filled in.", " ", again(), ".");
      } else {
        say("You were signed out, and no key was made. ", link(place.dataset.from, "Sign in"), ".");
      }
    } catch {
      say("The service did not answer, so no key is filled in. ", again(), ".");
    }
  });
};

addEventListener("DOMContentLoaded", () => {
  const viewer = SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#reference",
    validatorUrl: null,
    deepLinking: false,
    requestInterceptor: withKey,
    requestSnippetsEnabled: true,
    requestSnippets: { generators, defaultExpanded: true, languages: Object.keys(generators) },
    // There is only one server, this one, so there is nothing to choose from.
    plugins: [{ fn, wrapComponents: { ServersContainer: () => () => null } }],
    onComplete: () => fillIn(viewer).catch(() => {}),
  });
});
