import { worldTables } from "../../model/names.ts";
import { tableSchemas } from "../../model/tables.ts";
import { bucketSize } from "../../model/world/keys.ts";

const keys = worldTables
  .map((table) => {
    const { pk, sk, indexes } = tableSchemas[table];
    const found = indexes.map((index) => `${index.name} (${index.pk}, ${index.sk ?? ""})`).join("; ");
    return `  ${table.padEnd(14)}${[pk, sk].filter(Boolean).join(", ").padEnd(30)}${found}`;
  })
  .join("\n");

export const text = `
A world is one instance in the Worlds table, and the rows that belong to it in the other tables.

Everyday
  gworld worlds create smallville --demo -e local    25 agents with 40 memories each
  gworld worlds list -e dev                           which there are, who runs them
  gworld worlds pause|resume smallville -e dev        let nobody run it, let it run
  gworld worlds simulate smallville -e local          a small engine runs it until Ctrl-C
  gworld worlds show smallville -e dev                its tick, its engine, what holds it up, its last snapshot
  gworld worlds delete smallville -e dev              with all its rows; snapshots stay, but for --with-snapshots
  In the local cloud agent-runtime runs every active world, a tick every few seconds. simulate pushes it out, and it comes
  back when simulate has ended. On AWS the starter service runs none: gworld release gives agent-runtime an engine.

Tables: keys, then indexes
${keys}

Rows
  g is the generation a row belongs to: the ID of the world, @, a number. A new world's is the millisecond it was begun in, a
  restore in place loads the next one: none is used twice, also where the catalogue was lost.
  seq is one number a world that only goes up; in keys it has 12 digits. Memories and events are only ever added, each with
  a seq of its own. An agent's memories lie in buckets of ${bucketSize.toLocaleString("en-US")}; its row counts them in memoryCount.
  Agents and objects carry the tick of their last change. Embeddings are binaries of little-endian 32-bit floats.
  Agents        name, place, definition and state (maps), memoryCount, tick
  MemoryStreams agentId, text, type (observation, reflection, plan, conversation), importance (1-10), createdAt, tick,
                embedding, about (seqs it refers to)
  WorldObjects  name, place, properties (a map), tick
  Events        kind, text, agents, memories (agentId and seq of rows that are there), tick, seq, createdAt, expiresAt
  createdAt is the world's own time, startsAt + tick x secondsPerTick; hour counts that time from tick 0; expiresAt is
  wall time.

The protocol, for whoever writes an engine
  A tick is one TransactWriteItems: an update of the Worlds row (tick, seqCommitted, changedRows, engine) and at most 99
  puts of rows. changedRows counts the agents and objects among them, all of which carry the tick. A strong query may
  see some rows of a transaction before the others: who finds as many rows of that tick has seen all of it.
  Its condition: epoch and engine.id are mine, status is active, and there is no fence, or fence.until is over.
  An engine that takes a world over raises epoch by one, which shuts out every other. So does a restore. It lets be one
  whose engine.until is not over, and one that may be waiting at a fence.
  Refused because of a fence it reads the row every few milliseconds until the fence is gone, then commits the tick it holds.
  engine.until says until when others take it for running; each commit moves it on by 15 seconds, and so does an update
  of it alone (epoch is mine) while the engine prepares or waits at a fence.
  Rows with a seq above seqCommitted do not belong to the world: whoever takes it over deletes them first, in
  transactions that check that epoch is mine, since the next engine's rows come to the same place. An engine needs the
  Worlds row, Agents and WorldObjects, nothing in memory: it goes on where another stopped.
`;
