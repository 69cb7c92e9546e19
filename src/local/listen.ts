import { once } from "node:events";
import type { Server } from "node:http";
import { LocalCloudRefusal, systemCode } from "./refusal.ts";

/** SDKs keep connections for reuse; a server that closes them first makes their next request fail. */
const keepAlive = 75_000;

/** Starts to listen and answers the port. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  server.keepAliveTimeout = keepAlive;
  server.headersTimeout = keepAlive + 5_000;
  server.requestTimeout = 0;
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    if (systemCode(error) === "EADDRINUSE")
      throw new LocalCloudRefusal("port-taken", `Port ${port} of ${host} is taken by another program.`, {
        cause: error,
      });
    if (systemCode(error) === "EACCES")
      throw new LocalCloudRefusal("port-taken", `Port ${port} of ${host} may not be used.`, { cause: error });
    throw error;
  }
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

/** Closing in two steps, so that what still runs can answer: no new connections, then none at all. */
export function closeServer(server: Server): { begin: () => void; finish: () => Promise<void> } {
  const begin = () => {
    server.close();
    server.closeIdleConnections();
  };
  return {
    begin,
    async finish() {
      const closed = server.listening ? once(server, "close") : undefined;
      begin();
      server.closeAllConnections();
      await closed;
    },
  };
}
