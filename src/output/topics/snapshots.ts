export const text = `
A snapshot is one exact moment of a live world. A restore is all or nothing.

Everyday
  gworld snapshot create smallville -e dev             asks nothing; the world pauses for milliseconds
  gworld snapshot list smallville -e dev
  gworld snapshot verify <id> -e dev                   reads all of it again
  gworld snapshot diff <id> <id> -e dev                what came, changed and went; --agent <id> shows its memories
  gworld snapshot hold|delete <id> -e dev              keep it from being deleted; delete what it alone has
  gworld snapshot prune --keep-last 3 --keep-daily 7 --keep-weekly 4 --keep-monthly 12 -e dev
                                                       shows what stays and why, and asks; all worlds, or one
  gworld snapshot export <id> smallville.tar -e prod   all of it in one file, each byte checked
  gworld snapshot import smallville.tar -e dev         elsewhere; --as <world> files it under another world
  gworld snapshot reindex -e dev                       notes again what the archive has and the catalogue lost
  gworld restore <id> --as smallville-copy -e dev      a new world, paused
  gworld restore <id> -e dev                           the same world, back at that tick
  gworld restore <id> --only objects -e dev            parts of a paused world; the rest stays
  gworld restore smallville --undo -e dev              back to before, within 24 hours
  gworld restore <id> --engine aws -e dev              loaded by DynamoDB itself, as it is anyway above 5 GB

What a snapshot promises
  tick      (as it is without --consistency) every row as it was committed at one tick. Agents and objects are read
            between two commits, so that nobody waits; where commits follow too fast, the world is held off meanwhile.
            Memories and events are read while it runs on, up to that tick.
  quiesce   the same, and the world waits until all is read.
  fuzzy     each row as it was when it was read. A world whose engine does not keep the protocol can have no other; an
            exact one becomes fuzzy, with exit code 6, where the world was written to behind the fence.
  Chunks that the archive has already are told by their names and sizes and not read again, nor are rows that the snapshot
  before has: --full reads all rows anew, and snapshot verify all that is stored.
  A snapshot exists when its manifest does. Cut off, it is taken up by the next snapshot create of the same world.

Where it is
  s3://<bucket>/<env>/worlds/<world>/chunks/       rows as DynamoDB JSON lines, packed, named by their SHA-256, shared
  s3://<bucket>/<env>/worlds/<world>/snapshots/    one manifest.json a snapshot: counts, hashes, what it rests on
  What the snapshot before has is not stored again. Equal worlds have equal content hashes, wherever they are.

What a diff compares
  Rows, whatever their chunks: of one world or of two, keys have no generation. Chunks that both have are not read; of
  memories and events, neither are those whose keys only one has. The rest is read and checked, a few chunks at a time.

What stays
  A rule keeps the newest of each of the last so many days, ISO weeks or months (UTC) that have one, and the oldest of all
  while it has room. Only complete ones count. Held ones stay, those that a restore reads, and the last good one: exact,
  where there is one. Nothing that a manifest names is deleted. What was cut off and not taken up for a day is given up,
  and chunks that nobody names go a day after they were stored. Prune also removes rows that restores have left.

What an import believes
  Nothing: names, sizes, sums, order and keys of all rows are checked before the snapshot is noted; links, folders and
  anything that export does not write are refused. Its manifest is written anew, with the world it is filed under and
  where it came from, so that restore <id> makes or replaces that world. It is the parent of no other snapshot.

What a restore promises
  Everything is checked before anything is written. Rows are loaded into a generation nobody reads; then one transaction
  shows it. Before that readers see the old world, after it the new one. An engine of before cannot write any more.
  Cut off anywhere, the same command goes on; --abort drops it. What was there before stays for 24 hours:
  --undo brings it back, and --redo what the undo has taken away.

Parts of a world
  --only takes agents, memories, objects, events, or their tables' names, one or more. Agents count their memories: who
  asks for one gets both. All four are a whole restore. What is damaged in other parts of the snapshot does not matter.
  With --as the new world has these parts alone; its row is the snapshot's and counts nothing that is left out.
  In place the world must be paused, and stays so. What is not named is copied as it was committed into the new generation
  beside the parts: that takes write units too, which the plan shows. If somebody commits meanwhile, nothing is changed
  and the restore is dropped; one that was cut off goes on, or begins anew where the world has moved on since.
  The world's row stays, with what it says of the parts (agentCount and embedding, eventCount and eventShards) theirs, and
  the greater tick and seq of both, so that no seq is given out twice. Rows may name others that are not there any more:
  events tell of memories. A snapshot of another calendar (secondsPerTick, startsAt) is refused.

Very large worlds
  Above 5 GB of rows, and with --engine aws, DynamoDB's bulk load (StartBulkPutItems) writes the rows: gworld checks every
  chunk, stages the rows under s3://<bucket>/<env>/staging/, starts one load a table and follows them. They go on without
  gworld: after Ctrl-C or a crash the same command takes them up, and --abort cancels them. A row that DynamoDB refuses, or a
  count that differs, stops the restore before anything is shown. What is staged goes before the flip, with a drop, or with
  the next restore of that world. --max-wcu is then the limit of each table's load, 1024 or more. --engine client always
  lets gworld write the rows itself, also to go on with one that began otherwise. Not for global tables.
`;
