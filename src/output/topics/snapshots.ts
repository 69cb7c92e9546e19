export const text = `
A snapshot is one exact moment of a live world. A restore is all or nothing.

Everyday
  gworld snapshot create smallville -e dev             asks nothing; the world pauses for milliseconds
  gworld snapshot list smallville -e dev
  gworld snapshot verify <id> -e dev                   reads all of it again
  gworld snapshot hold|delete <id> -e dev              keep it from being deleted; delete what it alone has
  gworld restore <id> --as smallville-copy -e dev      a new world, paused
  gworld restore <id> -e dev                           the same world, back at that tick
  gworld restore smallville --undo -e dev              back to before, within 24 hours

What a snapshot promises
  tick      (as it is without --consistency) every row as it was committed at one tick. The world is held off only while
            agents and objects are read; memories and events are read while it runs on, up to that tick.
  quiesce   the same, and the world waits until all is read.
  fuzzy     each row as it was when it was read. A world whose engine does not keep the protocol can have no other; an
            exact one becomes fuzzy, with exit code 6, where the world was written to behind the fence.
  A snapshot exists when its manifest does. Cut off, it is taken up by the next snapshot create of the same world.

Where it is
  s3://<bucket>/<env>/worlds/<world>/chunks/       rows as DynamoDB JSON lines, packed, named by their SHA-256, shared
  s3://<bucket>/<env>/worlds/<world>/snapshots/    one manifest.json a snapshot: counts, hashes, what it rests on
  What the snapshot before has is not stored again. Equal worlds have equal content hashes, wherever they are.

What a restore promises
  Everything is checked before anything is written. Rows are loaded into a generation nobody reads; then one transaction
  shows it. Before that readers see the old world, after it the new one. An engine of before cannot write any more.
  Cut off anywhere, the same command goes on; --abort drops it. What was there before stays for 24 hours.
`;
