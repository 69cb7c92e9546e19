// A loopback proxy whose network can be cut: what is open breaks, and nothing new gets through.
import { connect, createServer } from "node:net";

export async function cutProxy(endpoint) {
  const { hostname, port } = new URL(endpoint);
  const open = new Set();
  let cut = false;
  const server = createServer((near) => {
    if (cut) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(Number(port), hostname);
    const leave = () => [near, far].forEach((socket) => socket.destroy() && open.delete(socket));
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on("error", leave).on("close", leave);
    }
    near.pipe(far).pipe(near);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    cut(on) {
      cut = on;
      if (on) for (const socket of open) socket.resetAndDestroy();
    },
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
