// Makes one program from the README's samples. Its end sends the webhook that they wait for: node readme.js FOLDER
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const END = `
const heard = new Promise<number>((resolve) => shop.once("request", (_, response) => response.once("close", () => resolve(response.statusCode))));
await payout.pay({ email: "reader@example.com", amount: 1 });
console.log("answered", await heard);
const forged = await fetch(\`http://127.0.0.1:\${port}/hooks\`, { method: "POST", body: "{}" });
console.log("forged", forged.status);
await ok(payout.api.DELETE("/v1/webhooks/{id}", { params: { path: { id: endpoint.id } } }));
shop.closeAllConnections();
shop.close();
`;

const [folder = "."] = process.argv.slice(2);
const page = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const samples = (language) => [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map((it) => it[1]);
if (samples("ts").length !== 5) throw new Error("this test expects five samples in the README");
writeFileSync(join(folder, "page.ts"), samples("ts").join("\n") + END);
writeFileSync(join(folder, "rewards.csv"), samples("csv").join(""));
writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
writeFileSync(join(folder, "tsconfig.json"), readFileSync(new URL("../tsconfig.json", import.meta.url), "utf8").replace('["src", "test"]', '["page.ts"]'));
