export const text = `
gworld logs reads all services as one stream in time order; the last ten minutes where no time is given.

What to read
  gworld logs -e dev                        all services
  gworld logs agent llm -e dev              some of them; a beginning is enough
  --since 2h --until 1h                     also 14:00, "today 14:00", yesterday, 2026-11-22T14:00Z, an event's ID
  --since 14:00 --until +30m                half an hour from there on
  -n 100                                    the newest lines, as far back as a day when no time is given
  --level warn                              this level or graver; a line that names none counts as info
  --grep 'time(d )?out'                     lines that match; (?i) first ignores case. It reads a line as it was logged (raw
                                            JSON), not as it is shown: for latencyMs=500 --where 'latencyMs = 500', for
                                            the words --where 'msg ~ /time.*out/'
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
  A number and its digits as a text are equal, to the last digit however many there are. < and > compare numbers with
  numbers, or texts with texts. What is not there equals nothing, so it passes != and !~. Levels are ordered, and a line
  that names none counts as info.
  CloudWatch Logs is asked for as little as it can tell apart without hiding a line that passes; every line is checked again
  here. --explain says what it was asked for, and how many lines were read and kept.

How it reads
  14:03:07.042 agent/9f3a1c WARN  slow model ms=900
  Time (local, or --utc), service and task, level, words, then the other fields. In a pipe one event is one line, but
  for texts of several lines such as stack traces. On a terminal what --grep has found is underlined. --no-prefix leaves
  out what stands before the words, --raw prints messages as they were logged, --json one object a line: timestamp and
  ingestionTime (milliseconds), service, task, stream, level, message (as it was logged), fields, eventId (empty for
  what Live Tail told), and late (milliseconds) where a line came out of order.
  -x, --expand                              each field on a line of its own, nested ones below it; long lists are cut
  --fields latencyMs,user.name              of the fields only these, in this order; also with -x
  --format '{time} {service}/{task}\\t{level} {message} {fields.latencyMs}'
    Names are time timestamp ingestionTime service task stream level message line eventId late fields world agent trace
    and fields.<path>. \\n and \\t are what they are elsewhere, {{ is a brace, and what a line does not have is a dash.
  --save incident.ndjson                    also into a file for its owner alone, as --json prints it; --force replaces one
  What is longer than the screen is shown by GWORLD_PAGER, PAGER, or less, unless it is followed; --no-pager, or an empty
  GWORLD_PAGER, prints it all.

What is around a line
  --grep timeout -C 3                       also 3 lines before and after, of the same stream; -A after, -B before
  Lines that pass have a > before them where there is no colour, the others are dim; -- stands where lines of a stream were
  left out. In JSON the others have "match":false, and "gap":true stands for the --. CloudWatch Logs is then asked for all
  lines, as a neighbour need not pass the filter. -n counts lines that pass.

Instead of lines
  --errors                                  errors of one kind together, since a day ago when no time is given
    How many, when first and last, in which services and tasks, a sample, and the command that shows the lines of the first.
    NEW are those that came only after the last deploy began, if --since lies before it; when it was is known from
    gworld deploy. --level, --where and the other filters say which lines are meant; without --level and --where it is
    errors and graver. In JSON one document: from, to, deployedAt, clusters, and rest for what was too rare to be kept apart.
  --histogram --since 6h                    how many lines there were when, by level; in JSON stepMs and buckets

Large ranges: Logs Insights
  gworld logs -e prod --since 7d --insights 'filter level = "error" | stats count(*) as times by svc, msg | sort times desc'
    runs a CloudWatch Logs Insights query over the log groups of the services named, or of all, and prints its rows as a
    table, on a terminal as wide as it: a cell that is cut ends with …. --json prints one object a row, each field with
    its text; @ptr is left out. Times are local, or UTC with --utc, and in JSON UTC as AWS gives them. The last hour where
    no --since is given. AWS gives 10,000 rows where the query has no limit of its own, and up to 100,000 with one
    (| limit 50000); where there may be more than the limit, it says so ("truncated":true in JSON).
  --insights @                              the queries that are saved for the environment, with their text
  --insights @slowest                       runs a saved one; the beginning of its name is enough
    gworld deploy saves errors-by-message, slowest-requests, one-world and tokens-by-world with the monitoring stack, as
    gworld/<environment>/<name>; others that are saved under such a name are found, too. Services that are named replace the
    log groups a query was saved with.
  While it runs it tells how many records matched, how much was scanned, and about what that costs: AWS bills what is
  scanned, $0.005 per GB in us-east-1 (list price; other Regions differ). Ctrl-C stops the query on AWS, shows the rows
  there are, says that they are not all, and ends with 130; a query that fails or runs into AWS's limit of an hour ends
  with 1 likewise.
  A query that cannot be read is shown with a ^ under the place. Flags about lines (--grep, --level, --follow ...) do not go
  with --insights.
  Where gworld logs itself has read 100,000 lines, it offers the query that finds them faster.

When nothing is shown
  The reason stands on stderr, with what to type next: no log group, another Region than the environment's, a range
  before the log group was made or before what is kept, no task that has ever logged, when the last line was, none since
  the last deploy, or which part of the filter hides how many lines, and an ID much like the one asked for. With --json
  it is one object: kind "empty", at, reason (filtered, tooEarly, expired, noStreams, earlier, later, nothing, noRows),
  missing, text, next.

Following
  gworld logs -e dev --follow goes on until Ctrl-C, which ends it with exit code 0 and a receipt.
  No line is lost and none comes twice, as long as CloudWatch Logs shows it within 90 seconds of its time. Services send
  their lines every few seconds, each at its own moment, so lines are held up to 7 seconds to be shown in order, and less
  where they arrive sooner. One that comes later still is shown with a mark such as +14s.
  A lost connection, throttling, new tasks and restarts do not end it: it says so, and catches up. Lines of a task whose
  clock is ahead stand where they arrived, which is said once.
  --json tells all of this on stderr, one object a line: kind (lost, back, throttled, ahead, missing, appeared, crowded,
  unfiltered, live, notLive, sampled, noTasks, steady, unsteady), at, text; and at the end kind "receipt" with its counts.

  gworld logs -e dev --live                 lines as CloudWatch Logs Live Tail tells them, about a second after they came
  Nothing is held for order then, and what comes out of order says by how much. Live Tail leaves out lines beyond 500 a
  second; a sweep brings them, so that none is lost or comes twice. Where there is no Live Tail (logs:StartLiveTail is
  not allowed, a session breaks), it says so and polls. It takes ten log groups, and AWS bills its minutes.

  gworld logs agent -e dev --until-stable   until the rollouts of these services have ended, with their last lines
  Ends with 0 when as many tasks run as are wanted and no deployment goes on, and with 1, the reason and what to type next
  when a rollout failed. --live and --until-stable follow without being told to.

Tasks
  14:03:09.118 agent/9f3a1c ■ stopped: exit code 137, OutOfMemoryError: ... (Essential container in task exited)
  When tasks stop, and while following also when they start, stands among the lines, with ECS's reason; in a pipe the sign
  is *. ECS tells of stopped tasks for about an hour. With a filter only tasks that died are shown. --json tells them as
  objects with "kind":"task" and fields.state started or stopped, exitCode, stopCode, stoppedReason, containerReason.
  --no-tasks leaves them out, and --raw never has them.

Limits
  CloudWatch Logs allows 5 reads a second in an account and Region, for everybody together. A follow takes at most as many,
  asks less often when nothing comes, and slows down when it is throttled.
`;
