import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { Api, ApiError } from "./api";

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serving(listener: RequestListener, options: ConstructorParameters<typeof Api>[1] = {}): Promise<Api> {
  const made = createServer(listener);
  server = made;
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  return new Api(`http://127.0.0.1:${(made.address() as AddressInfo).port}/api/v1`, options);
}

test("an answer is the server's JSON, and bytes are sent as they are", async () => {
  const api = await serving(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    response.end(
      JSON.stringify({ asked: `${request.method} ${request.url}`, body: Buffer.concat(parts).toString("hex") }),
    );
  });
  expect(await api.send("PUT", "/cases/1", Uint8Array.of(1, 2, 255))).toEqual({
    asked: "PUT /api/v1/cases/1",
    body: "0102ff",
  });
});

test("a refusal has the server's code, field and status, and will not pass by waiting", async () => {
  const api = await serving((_, response) => {
    response.writeHead(409).end(JSON.stringify({ error: { code: "key/exists", message: "Taken.", field: "grants" } }));
  });
  const error = await api.get("/x").catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: "key/exists", message: "Taken.", field: "grants", status: 409, passing: false });
});

test("a day that is full will not pass by waiting a minute, a busy server may", async () => {
  const refusing = (code: string) => (_: unknown, response: ServerResponse) =>
    response.writeHead(429).end(JSON.stringify({ error: { code, message: "Later." } }));
  const full = await serving(refusing("quota/reports"));
  await expect(full.get("/x")).rejects.toMatchObject({ code: "quota/reports", passing: false });
  const busy = await serving(refusing("porch/busy"));
  await expect(busy.get("/x")).rejects.toMatchObject({ code: "porch/busy", passing: true });
});

test("no answer, half an answer and a fault of the server may pass; what is no JSON is said to be so", async () => {
  const gone = await serving((request) => request.socket.destroy());
  await expect(gone.get("/x")).rejects.toMatchObject({ code: "network/unreachable", passing: true });
  const half = await serving((request, response) => {
    response.writeHead(200, { "content-length": "100" }).write("{");
    setTimeout(() => request.socket.destroy(), 20);
  });
  await expect(half.get("/x")).rejects.toMatchObject({ code: "network/answer-lost", passing: true });
  const broken = await serving((_, response) => response.writeHead(502).end("<html>"));
  await expect(broken.get("/x")).rejects.toMatchObject({
    code: "network/unexpected-answer",
    status: 502,
    passing: true,
  });
});

test("a redirect is not followed: what was sealed for one address is sent to no other", async () => {
  const asked: string[] = [];
  const api = await serving((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(307, { location: "/elsewhere" }).end();
  });
  await expect(api.send("POST", "/x", {})).rejects.toMatchObject({ code: "network/unreachable" });
  expect(asked).toEqual(["/api/v1/x"]);
});

test("extra headers go with what changes something, and with nothing else", async () => {
  const headers = async () => ({ "X-CSRFToken": "token" });
  const api = await serving(
    (request, response) => response.end(JSON.stringify(request.headers["x-csrftoken"] ?? null)),
    { headers },
  );
  expect(await api.send("POST", "/x", {})).toBe("token");
  expect(await api.get("/x")).toBeNull();
});
