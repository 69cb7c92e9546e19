export const text = `
gworld logs reads all services as one stream in time order; the last ten minutes where no time is given.

What to read
  gworld logs -e dev                        all services
  gworld logs agent llm -e dev              some of them; a beginning is enough
  --since 2h --until 1h                     also 14:00, "today 14:00", yesterday, 2026-11-22T14:00Z, an event's ID
  --since 14:00 --until +30m                half an hour from there on
  -n 100                                    the newest lines, as far back as a day when no time is given
  --level warn                              this level or graver; a line that names none counts as info
  --grep 'time(d )?out'                     lines that match; (?i) first ignores case
  --exclude healthz                         lines that do not; may be given several times
  --world w-42 --agent a-7 --trace 0af7     lines about one of them: worldId, world_id, world or world.id, and so on
  --task 9f3a                               lines of one task; the beginning of its ID is enough
  --where '<filter>'                        lines that pass a filter
  All that is given must hold.

Filters
  --where 'fields.latencyMs > 500 and world = w-42 and (level >= warn or not msg ~ /time.*out/i)'
  Names      level; message or msg (the words), line (the whole text); service, task, stream; world, agent, trace;
             fields.<path>, or a path alone: user.name, tags[0], fields["odd key"]
  Operators  = != < <= > >=, ~ and !~ with /regex/ or /regex/i, contains, in (a, b), exists; and, or, not, ( )
  Values     words, "texts" or 'texts', numbers, true, false, null; after < or > also durations: 2s is 2000
  A number and its digits as a text are equal. < and > compare numbers with numbers, or texts with texts. What is not there
  equals nothing, so it passes != and !~. Levels are ordered, and a line that names none counts as info.
  CloudWatch Logs is asked for as little as it can tell apart without hiding a line that passes; every line is checked again
  here. --explain says what it was asked for, and how many lines were read and kept.

How it reads
  14:03:07.042 agent/9f3a1c WARN  slow model ms=900
  Time (local, or --utc), service and task, level, words, then the other fields. In a pipe one event is one line, but for
  texts of several lines such as stack traces. --no-prefix leaves out what stands before the words, --raw prints messages
  as they were logged, --json one object a line: timestamp and ingestionTime (milliseconds), service, task, stream, level,
  message (as it was logged), fields, eventId, and late (milliseconds) where a line came out of order.

Following
  gworld logs -e dev --follow goes on until Ctrl-C, which ends it with exit code 0 and a receipt.
  No line is lost and none comes twice, as long as CloudWatch Logs shows it within 90 seconds of its time. Services send
  their lines every few seconds, each at its own moment, so lines are held up to 7 seconds to be shown in order, and less
  where they arrive sooner. One that comes later still is shown with a mark such as +14s.
  A lost connection, throttling, new tasks and restarts do not end it: it says so, and catches up.

Limits
  CloudWatch Logs allows 5 reads a second in an account and Region, for everybody together. A follow takes at most as many,
  asks less often when nothing comes, and slows down when it is throttled.
`;
