import { array, assert, constantFrom, double, integer, property, record, uniqueArray } from "fast-check";
import { describe, expect, test } from "vitest";
import { forecastOf, type WantedStack } from "../../../src/model/forecast/forecast.ts";
import { makespan, type TimedStack } from "../../../src/model/forecast/makespan.ts";
import { foldProgress, measuredPath, timingsOf, type Progress } from "../../../src/model/forecast/progress.ts";
import { remaining } from "../../../src/model/forecast/remaining.ts";
import type { StackTiming } from "../../../src/model/forecast/timing.ts";
import type { OperationEvent } from "../../../src/model/operation-events.ts";

interface Node {
  readonly needs: readonly number[];
  readonly seconds: number;
}

/** A graph without cycles: each stack needs some of those before it. */
const graphs = array(
  record({ needs: uniqueArray(integer({ min: 0, max: 11 })), seconds: integer({ min: 1, max: 900 }) }),
  {
    minLength: 1,
    maxLength: 9,
  },
).map((nodes) => nodes.map(({ needs, seconds }, index) => ({ needs: needs.filter((one) => one < index), seconds })));

const nameOf = (index: number) => `gworld-dev-s${index}`;
const timed = (nodes: readonly Node[]): TimedStack[] =>
  nodes.map(({ needs, seconds }, index) => ({ name: nameOf(index), needs: needs.map(nameOf), seconds }));

const wanted = (nodes: readonly Node[], action: WantedStack["action"]): WantedStack[] =>
  nodes.map(({ needs }, index) => ({
    name: nameOf(index),
    part: `s${index}`,
    action,
    needs: needs.map(nameOf),
    changes: [{ logicalId: "Main", type: "AWS::EC2::VPC", action }],
  }));

/** The events of stacks that take just as long as told, in order of time; `at` is in milliseconds. */
function eventsOf(nodes: readonly Node[], action: WantedStack["action"]): OperationEvent[] {
  const ends: number[] = [];
  const verb = action.toUpperCase();
  const all = nodes.flatMap(({ needs, seconds }, index): OperationEvent[] => {
    const begin = Math.max(0, ...needs.map((need) => ends[need] ?? 0));
    const end = begin + seconds * 1_000;
    ends[index] = end;
    const stack = nameOf(index);
    const main = { kind: "resource", stack, logicalId: "Main", type: "AWS::EC2::VPC" } as const;
    return [
      { kind: "stack", at: begin, stack, status: `${verb}_IN_PROGRESS` },
      { ...main, at: begin, status: `${verb}_IN_PROGRESS` },
      { ...main, at: begin + (end - begin) / 2, status: `${verb}_COMPLETE` },
      { kind: "stack", at: end, stack, status: `${verb}_COMPLETE` },
    ];
  });
  return all.sort((a, b) => a.at - b.at);
}

const played = (events: readonly OperationEvent[], until = Infinity): Progress => {
  const progress: Progress = new Map();
  for (const event of events) if (event.at <= until) foldProgress(progress, event);
  return progress;
};

const lastOf = (events: readonly OperationEvent[]) => Math.max(...events.map(({ at }) => at)) / 1_000;
const actions = constantFrom("create" as const, "update" as const, "delete" as const);

test("stacks in parallel take as long as the longest chain, and no chain takes longer", () => {
  assert(
    property(graphs, (nodes) => {
      const { seconds, path } = makespan(timed(nodes));
      const chainTo = (index: number): number => {
        const node = nodes[index];
        return node === undefined ? 0 : node.seconds + Math.max(0, ...node.needs.map(chainTo));
      };
      expect(seconds).toBe(Math.max(...nodes.map((_, index) => chainTo(index))));
      const own = path.map((name) => nodes[Number(name.slice("gworld-dev-s".length))]?.seconds ?? 0);
      expect(own.reduce((sum, one) => sum + one, 0)).toBe(seconds);
    }),
  );
});

test("where all takes as long as before, what is left is exact at every moment", () => {
  assert(
    property(graphs, actions, double({ min: 0, max: 1, noNaN: true }), (nodes, action, share) => {
      const events = eventsOf(nodes, action);
      const whole = lastOf(events);
      const forecast = forecastOf(wanted(nodes, action), timingsOf(played(events)));
      if (forecast === undefined) throw new Error("nothing was forecast");
      expect(forecast).toMatchObject({ seconds: whole, high: whole, measured: true });
      const now = Math.floor(share * whole) * 1_000;
      const left = remaining(forecast, played(events, now), now);
      expect(left?.seconds).toBe(whole - now / 1_000);
    }),
  );
});

test("after three deployments that took a tenth more or less, the forecast is wrong by a fifth at most", () => {
  const noise = array(double({ min: 0.9, max: 1.1, noNaN: true }), { minLength: 9, maxLength: 9 });
  const runs = array(noise, { minLength: 4, maxLength: 4 });
  assert(
    property(graphs, actions, runs, (nodes, action, factors) => {
      const times = factors.map((own) =>
        nodes.map((node, at) => ({ ...node, seconds: node.seconds * (own[at] ?? 1) })),
      );
      const [next = [], ...before] = times;
      const history = before.flatMap((run) => timingsOf(played(eventsOf(run, action))));
      const forecast = forecastOf(wanted(nodes, action), history);
      const real = lastOf(eventsOf(next, action));
      // Even a quick run after slow ones, or the other way round: a fifth of what it takes without any noise.
      const usual = makespan(timed(nodes)).seconds;
      expect(Math.abs((forecast?.seconds ?? 0) - real)).toBeLessThanOrEqual(0.2 * usual + 0.6);
    }),
  );
});

test("however late it is, what is left is never negative and grows no faster than time passes", () => {
  assert(
    property(graphs, integer({ min: 1, max: 20 }), (nodes, slower) => {
      const usual = timingsOf(played(eventsOf(nodes, "create")));
      const forecast = forecastOf(wanted(nodes, "create"), usual);
      const slow = eventsOf(
        nodes.map((node) => ({ ...node, seconds: node.seconds * slower })),
        "create",
      );
      if (forecast === undefined) throw new Error("nothing was forecast");
      const whole = lastOf(slow);
      const step = Math.max(1, whole / 50);
      let before = Infinity;
      for (let at = 0; at <= whole; at += step) {
        const left = remaining(forecast, played(slow, at * 1_000), at * 1_000)?.seconds ?? -1;
        expect(left).toBeGreaterThanOrEqual(0);
        expect(left).toBeLessThanOrEqual(before + step + 1);
        before = left;
      }
    }),
  );
});

describe("a deployment of Redis beside two stacks", () => {
  const nodes: readonly (Omit<WantedStack, "action" | "changes"> & { readonly type: string })[] = [
    { name: "gworld-dev-network", part: "network", needs: [], type: "AWS::EC2::NatGateway" },
    {
      name: "gworld-dev-storage",
      part: "storage",
      needs: ["gworld-dev-network"],
      type: "AWS::ElastiCache::ReplicationGroup",
    },
    { name: "gworld-dev-compute", part: "compute", needs: ["gworld-dev-network"], type: "AWS::ECS::Service" },
  ];
  const stacks = nodes.map(({ type, ...stack }): WantedStack => ({
    ...stack,
    action: "create",
    changes: [{ logicalId: "Main", type, action: "create" }],
    body: JSON.stringify({ Resources: { Main: { Type: type }, Side: { Type: "AWS::IAM::Role", DependsOn: "Main" } } }),
  }));
  const event = (at: number, stack: string, status: string, logicalId?: string): OperationEvent =>
    logicalId === undefined
      ? { kind: "stack", at: at * 1_000, stack, status }
      : { kind: "resource", at: at * 1_000, stack, logicalId, type: "any", status };
  const begun = [
    event(0, "gworld-dev-network", "CREATE_IN_PROGRESS"),
    event(100, "gworld-dev-network", "CREATE_COMPLETE"),
    event(100, "gworld-dev-storage", "CREATE_IN_PROGRESS"),
    event(101, "gworld-dev-storage", "CREATE_IN_PROGRESS", "Side"),
    event(101, "gworld-dev-storage", "CREATE_IN_PROGRESS", "Main"),
    event(100, "gworld-dev-compute", "CREATE_IN_PROGRESS"),
  ];

  test("is forecast without history by what AWS usually takes, resource after resource", () => {
    // NAT gateway and role, then Redis and role, and what CloudFormation itself takes twice.
    const forecast = forecastOf(stacks, []);
    expect(forecast).toMatchObject({
      seconds: 100 + 18 + 600 + 18 + 12,
      path: ["network", "storage"],
      measured: false,
    });
    expect(forecast?.high).toBeGreaterThan(forecast?.seconds ?? 0);
  });

  test("is forecast at the pace of its target, and where nothing takes time only by what was measured", () => {
    expect(forecastOf(stacks, [], 0.25)).toMatchObject({ seconds: 187, measured: false });
    expect(forecastOf(stacks, [], 0)).toBeUndefined();
    expect(forecastOf(stacks, timingsOf(played(begun)), 0)).toMatchObject({ measured: true });
  });

  test("says which resource it waits for, and nothing more once something has failed", () => {
    const forecast = forecastOf(stacks, []);
    if (forecast === undefined) throw new Error("nothing was forecast");
    expect(remaining(forecast, played(begun), 200_000)?.waitingFor).toBe("storage/Main");
    const failed = [...begun, event(150, "gworld-dev-storage", "ROLLBACK_IN_PROGRESS")];
    expect(remaining(forecast, played(failed), 200_000)).toBeUndefined();
  });

  test("is measured along the chain that decided how long it took", () => {
    const needs = new Map(stacks.map((stack) => [stack.name, stack.needs]));
    const events = [
      ...begun,
      event(250, "gworld-dev-compute", "CREATE_COMPLETE"),
      event(640.4, "gworld-dev-storage", "CREATE_COMPLETE"),
    ];
    expect(measuredPath(played(events), needs)).toEqual({
      seconds: 640.4,
      stacks: [
        { name: "gworld-dev-network", seconds: 100 },
        { name: "gworld-dev-storage", seconds: 540.4 },
      ],
    });
  });
});

test("an update takes what it changes, not what an earlier one changed", () => {
  const time = (logicalId: string, seconds: number): StackTiming => ({
    stack: "gworld-dev-compute",
    action: "update",
    seconds: seconds + 10,
    slowest: [{ logicalId, type: "any", action: "update", seconds }],
  });
  const update = (logicalId: string): WantedStack => ({
    name: "gworld-dev-compute",
    part: "compute",
    action: "update",
    needs: [],
    changes: [{ logicalId, type: "any", action: "update" }],
  });
  const history = [time("Service", 300), time("Alarm", 5)];
  expect(forecastOf([update("Service")], history)?.seconds).toBe(310);
  expect(forecastOf([update("Alarm")], history)?.seconds).toBe(15);
});

test("a stack is timed until it can be used, only when it came to a good end, and with its slowest resources alone", () => {
  const stack = "gworld-dev-api";
  const resources = Array.from({ length: 20 }, (_, index): OperationEvent[] =>
    ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"].map((status, step) => ({
      kind: "resource",
      at: step * index * 1_000,
      stack,
      logicalId: `R${index}`,
      type: "any",
      status,
    })),
  ).flat();
  const own = (at: number, status: string): OperationEvent => ({ kind: "stack", at, stack, status });
  const start = own(0, "UPDATE_IN_PROGRESS");
  const good = [
    start,
    ...resources,
    own(30_000, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
    own(90_000, "UPDATE_COMPLETE"),
  ];
  const [timing] = timingsOf(played(good));
  expect(timing).toMatchObject({ stack, action: "update", seconds: 30 });
  expect(timing?.slowest.map(({ logicalId }) => logicalId)).toEqual(["R19", "R18", "R17", "R16", "R15", "R14"]);
  const back = [start, ...resources, own(5, "UPDATE_ROLLBACK_IN_PROGRESS"), own(9, "UPDATE_ROLLBACK_COMPLETE")];
  expect(timingsOf(played(back))).toEqual([]);
});
