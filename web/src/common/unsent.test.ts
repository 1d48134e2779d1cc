import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { Api } from "./api";
import { Unsent } from "./unsent";

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that answers each POST with the next status, or with none at 0, and keeps what it was sent. */
async function answering(...statuses: number[]) {
  const sent: string[] = [];
  const made = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    sent.push(body);
    const status = statuses.shift() ?? 201;
    if (status === 0) return response.destroy();
    return response
      .writeHead(status)
      .end(JSON.stringify(status < 300 ? {} : { code: "key/exists", message: "Taken." }));
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  return { api: new Api(`http://127.0.0.1:${(made.address() as AddressInfo).port}`), sent };
}

/** Seals anew each time, as real sealing does: never the same bytes twice. */
function sealer() {
  let times = 0;
  return async () => ({ sealed: ++times });
}

it("sends the very same again where the answer was lost", async () => {
  const { api, sent } = await answering(0, 201);
  const [unsent, seal] = [new Unsent(), sealer()];
  await expect(unsent.post(api, "/x", ["agreed", ""], seal)).rejects.toMatchObject({ passing: true });
  await unsent.post(api, "/x", ["agreed", ""], seal);
  expect(sent).toEqual(['{"sealed":1}', '{"sealed":1}']);
});

it("seals anew what was refused, what is said otherwise, and what is said once more", async () => {
  const { api, sent } = await answering(409, 0, 201, 201);
  const [unsent, seal] = [new Unsent(), sealer()];
  await expect(unsent.post(api, "/x", "one", seal)).rejects.toMatchObject({ status: 409, passing: false });
  await expect(unsent.post(api, "/x", "one", seal)).rejects.toMatchObject({ passing: true });
  await unsent.post(api, "/x", "two", seal);
  await unsent.post(api, "/x", "two", seal);
  expect(sent).toEqual([1, 2, 3, 4].map((sealed) => JSON.stringify({ sealed })));
});
