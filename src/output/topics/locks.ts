export const text = `
Whoever changes an environment holds its lock: one at a time, in any shell, on any machine, in CI.

Who takes it
  deploy, rollback, destroy and scale, after they were approved and before they change anything. What reads (status, logs,
  diff, outputs ...) takes none, and neither does a deploy that finds nothing to do.

When somebody else has it
  On a terminal gworld says who that is and waits; --no-wait ends with 11 instead. Without a terminal it ends with 11,
  naming who, what command, since when; --wait waits, for an hour at most. What the other has changed meanwhile is planned
  anew, and asked about where it differs from what was approved.

    gworld lock show --env dev

When the holder is gone
  It gives a sign of life every 15 seconds. A dead process of this machine loses the lock at once; one elsewhere when it
  has given no sign for 100 seconds by the clock of whoever waits. Clocks of two machines are never compared. The next
  deploy takes the lock over, follows what CloudFormation still does, and does the rest: nothing needs to be cleaned up.

When the lock is lost
  A machine that slept, or a lock that was broken: before each change gworld makes sure that the lock is still its own.
  Where it is not, nothing more is begun; what was begun is followed to its end, and the command ends with 13, telling
  both. What is written down carries a number (the fence) that grows with each holder; a number of the past is refused.

Freeing it by hand
  gworld unlock --env dev --holder <id> frees it from that holder and no other. One that lives is refused without
  --force; with it, that one stops before its next change. CloudFormation always goes on with what it has begun. Who
  freed it, when, and from whom stands in the chain that gworld history --verify proves.

What is written down
  Each of them writes a row before it begins, when it begins a stack, and when it has ended (gworld history --operations).
  One that was killed is closed as interrupted by whoever comes next, with how its stacks ended as CloudFormation tells it;
  gworld history tells that before, too. Every end carries the hash of the row before it: gworld history --verify.

Where it is
  A row of the table gworld-state. A target without that table (not bootstrapped) is changed without a lock, with a warning.
`;
