// Memories as agents have them: embeddings are random unit vectors, which compress worst.
export const dims = 1_024;
const poolSize = 499;

/** Vectors come back after so many rows; gzip sees five rows at once, so that it never meets one again. */
const pool = Array.from({ length: poolSize }, (_, index) => vector(index + 1));
const encoded = pool.map((bytes) => bytes.toString("base64"));

export const agentName = (index) => `a-${String(index).padStart(3, "0")}`;

/** The index-th memory of an agent, of so many agents, in wire form: rows of agents take turns in seq. */
export function memory(g, agent, index, agents) {
  const seq = index * agents + agent + 1;
  const key = String(seq).padStart(12, "0");
  const importance = (seq % 9) + 1;
  const agentId = agentName(agent);
  return {
    "g#agentId#bucket": { S: `${g}#${agentId}#${Math.floor(index / 8_192)}` },
    seq: { S: key },
    "g#agentId": { S: `${g}#${agentId}` },
    "importance#seq": { S: `0${importance}#${key}` },
    agentId: { S: agentId },
    text: { S: `${agentId} heard at the mill that the harvest feast wants lanterns, and said so (${seq})` },
    type: { S: "observation" },
    importance: { N: String(importance) },
    createdAt: { S: new Date(1_767_247_200_000 + index * 60_000).toISOString() },
    tick: { N: String(index + 1) },
    embedding: { B: encoded[seq % poolSize] },
  };
}

/** The same as the SDK takes it. */
export function sdkMemory(g, agent, index, agents) {
  const item = memory(g, agent, index, agents);
  return { ...item, embedding: { B: pool[(index * agents + agent + 1) % poolSize] } };
}

export const agentRow = (g, agent, memories) => ({
  g: { S: g },
  agentId: { S: agentName(agent) },
  "g#place": { S: `${g}#mill` },
  place: { S: "mill" },
  name: { S: agentName(agent) },
  definition: { M: { trade: { S: "miller" } } },
  state: { M: { mood: { S: "calm" } } },
  memoryCount: { N: String(memories) },
  tick: { N: String(memories) },
});

export const worldRow = (worldId, agents, memories) => ({
  worldId: { S: worldId },
  name: { S: worldId },
  ownerId: { S: "bench" },
  status: { S: "active" },
  "status#shard": { S: "active#0" },
  gen: { N: "1" },
  lastGen: { N: "1" },
  epoch: { N: "1" },
  tick: { N: String(memories) },
  seqCommitted: { N: String(agents * memories) },
  agentCount: { N: String(agents) },
  eventCount: { N: "0" },
  eventShards: { N: "1" },
  startsAt: { S: "2026-01-01T06:00:00.000Z" },
  secondsPerTick: { N: "60" },
  schemaVersion: { N: "1" },
  embedding: { M: { model: { S: "bench" }, dims: { N: String(dims) }, encoding: { S: "float32" } } },
  createdAt: { S: "2026-01-01T00:00:00.000Z" },
  updatedAt: { S: "2026-01-01T00:00:00.000Z" },
});

function vector(seed) {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31;
  };
  const numbers = Float32Array.from({ length: dims }, () => random() + random() + random());
  const length = Math.sqrt(numbers.reduce((sum, one) => sum + one * one, 0));
  return Buffer.from(numbers.map((one) => one / length).buffer);
}
