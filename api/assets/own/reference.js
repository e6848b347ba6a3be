// The viewer over this server's own description. Each call that is tried is shown in six languages, as it was sent.

// A text in double quotes, for languages that read JSON's escapes.
const quoted = (text) => JSON.stringify(String(text));
// A text in single quotes, for PHP and Ruby.
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

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

addEventListener("DOMContentLoaded", () => {
  SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#reference",
    validatorUrl: null,
    deepLinking: false,
    requestSnippetsEnabled: true,
    requestSnippets: { generators, defaultExpanded: true, languages: Object.keys(generators) },
    // There is one server, this one: nothing to choose from.
    plugins: [{ fn, wrapComponents: { ServersContainer: () => () => null } }],
  });
});
