// A server that answers each request with the next act of a list, and records the requests.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export type Act = (response: ServerResponse) => void;

export const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): Act =>
  (response) => {
    const type = status >= 400 && typeof body === "object" && body !== null && "code" in body ? "application/problem+json" : "application/json";
    response.writeHead(status, { "Content-Type": type, ...headers }).end(typeof body === "string" ? body : JSON.stringify(body));
  };

/** Reads the request and closes the connection without a response. */
export const drop: Act = (response) => response.socket?.destroy();

/** Sends a response without its end. */
export const cut: Act = (response) => {
  response.writeHead(201, { "Content-Type": "application/json", "Content-Length": "100" }).write('{"hash":');
  setTimeout(() => response.socket?.destroy(), 20);
};

export const problem = (code: string, status: number) => ({ type: "about:blank", title: "", status, code, detail: `It is ${code}.` });

/** Runs `test` against a server that does `acts` one after the other. */
export async function faulty(acts: Act[], test: (baseUrl: string, received: Received[]) => Promise<void>): Promise<void> {
  const received: Received[] = [];
  const left = [...acts];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      received.push({ method, url, headers, body: Buffer.concat(pieces).toString() });
      const act = left.shift() ?? answer(500, "the test has no more acts");
      act(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await test(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, received);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
