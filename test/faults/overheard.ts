import { once } from "node:events";
import { createServer, request } from "node:http";

/** Stands between gworld and the local cloud, passes everything on unchanged and keeps what was asked. */
export async function overheard(endpoint: string) {
  const bodies: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const onward = request(new URL(url ?? "/", endpoint), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    const heard: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => heard.push(chunk));
    incoming.on("end", () => bodies.push(Buffer.concat(heard).toString("utf8")));
    incoming.pipe(onward);
    onward.on("error", () => outgoing.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bodies,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
