export const text = `
An environment is one deployed copy of the system: seven CloudFormation stacks in one account and Region.

Which there are
  local, dev, staging and prod exist without any configuration. gworld.yaml changes them or adds more; gworld init asks
  for what it should say, and writes it:

    environments:
      qa:
        preset: staging
        region: eu-central-1

Which one is meant
  --env <name> or -e <name>, else the variable GWORLD_ENV. There is no default, so that nothing reaches prod by accident.

What belongs to one
  Stacks named gworld-<env>-<part>: network, security, storage, compute, api, edge, monitoring. The edge stack is always
  in us-east-1, because CloudFront's certificates and web ACLs are. It and the roles are the only ones of their name in an
  account, so that there is one copy: to move it to another Region, destroy it first, or add one of another name.

Protected environments
  prod is protected, and any other with protected: true. Verbs that destroy also want its name: --confirm prod, or typed.
  So does destroying stacks under termination protection, as those of staging are.

Going back
  Each deployment keeps its configuration and templates. gworld history 7 tells what it has changed, stack by stack: what is
  done, failed, rolled back or goes on, and what it has not begun. A deployment that was detached is told as that until
  CloudFormation has ended all that it was to do. gworld rollback 7 plans the way back to it and asks, like deploy. Its
  images come back as well. gworld.yaml stays: the next deploy goes forward.

How long it takes, and ending it early
  The plan, the picture and --json (kind "eta" on stderr) say how long a deploy or destroy will take, from the last 20
  operations, or from what AWS usually takes. Verification comes on top.
  Ctrl-C on a terminal asks for one key, for 10 seconds: k keeps watching; d detaches, as no answer and a second Ctrl-C do;
  c cancels: updates are taken back, and that is followed; a new stack is deleted if it holds no data, else left to finish;
  no other stack is begun. Without a terminal SIGINT and SIGTERM detach with exit code 130.
  While stacks are deleted there is no c: CloudFormation goes on with what it deletes, and no other deletion is begun.
  --deadline 15m cancels likewise, with exit code 5; it counts from the approval. What cannot be cancelled, such as a
  deletion or a new stack that holds data, goes on at CloudFormation, which is said and written down.
  A service of which no further task comes to run for 20 minutes (--service-deadline 1h for another time) is given up: its
  update is taken back, and in a new stack it is scaled to 0, so that CloudFormation does not wait for it for three hours.
  It goes neither with --detach nor with --no-rollback, and --deadline not with --detach.
  --detach begins the stacks that can be begun and ends with 0. CloudFormation finishes these by itself; stacks that need
  them are not begun, and nothing is verified, until gworld deploy is run again, from any machine: it follows what goes on,
  does the rest and verifies. The lock is free meanwhile.

From GitHub
  gworld init --ci github writes a workflow that plans on pull requests and deploys what was merged, from dev to prod, each
  in the GitHub environment of the same name; what an administrator sets up once stands in it. In a run, errors and warnings
  are annotations too, and the step's summary tells the plan, what was deployed or why that failed; under --json there is
  only JSON. A protected environment is planned in a job of its own, before the one that deploys it is approved; both ask
  for approval, as only the role that deploys may plan there.

Approving a plan elsewhere
  gworld diff --out plan.json saves a plan, gworld deploy --plan plan.json deploys just that, unasked. It is refused when
  the environment, the configuration, the account, the Region or the endpoint is another one by then; it says which stack.

When something is wrong
  gworld doctor checks all that gworld relies on and says what to type. --rebuild writes lost rows of the state table anew.
  A stack whose update failed and whose rollback did, too: gworld deploy --recover tells what it stumbled over, goes on with
  the rollback, and deploys. What cannot be mended is left as it is by name: --skip <logical-id>.

Whether it is well
  gworld verify checks that it works; gworld drift compares what is there with what the stacks declare. The end of each
  deploy verifies too: exit code 6 says that the stacks are deployed and something in them is not as it must be.

What is there already
  gworld import storage/WorldsTable=gworld-dev-Worlds takes an existing resource over as it is; the next deploy brings it
  to its declaration. It must have the name, and a table the key, that gworld declares. --from-terraform reads a state file.

What a destroy leaves
  Environments that retain data keep tables, buckets, repositories, keys, secrets and logs; destroy lists them. The next
  deploy adopts them, as its plan says by name, with all that is in them, and takes back what was scheduled for deletion.
  What cannot be adopted, as a table with another key, is refused before anything is changed, with what makes room.
  gworld destroy --purge deletes for good what is retained, also by an earlier destroy, after listing it and for the
  environment's name: a table's deletion protection is switched off, a bucket goes with all versions, a secret at once, a key
  in 7 days. What another stack has, a backup vault and final snapshots of Redis stay; the answer says how they go.
  Worlds that would be lost keep an environment from being destroyed: --final-snapshots <folder> keeps each in a file first,
  --discard-worlds lets them go. A paused world that was not written to since a snapshot may go where that snapshot stays.

The local environment
  --env local needs no account: it is deployed to the local cloud, a background process on this machine, which starts by
  itself. See gworld help local.
`;
