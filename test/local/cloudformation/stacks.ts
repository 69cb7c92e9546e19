import { cloudformationPart } from "../../../src/local/cloudformation/part.ts";
import type { Sources } from "../../../src/local/cloudformation/intrinsics/dynamic.ts";
import type { ResourceProvider } from "../../../src/local/resource.ts";
import { isObject, list, text, type JsonObject } from "../../../src/local/json.ts";
import { caller, fakeGround, type FakeGround } from "../fake-ground.ts";
import { scriptedProvider, type ScriptedProvider } from "./scripted-provider.ts";

export type Call = ReturnType<typeof caller>;

export interface Cloud {
  readonly ground: FakeGround;
  readonly provider: ScriptedProvider;
  readonly call: Call;
  /** Moves the clock on, letting what falls due run and answer. */
  readonly run: (milliseconds?: number) => Promise<void>;
  readonly status: (stack: string) => Promise<string>;
  /** `LogicalId STATUS`, with the reason when there is one, oldest first. */
  readonly events: (stack: string) => Promise<readonly string[]>;
  /** Ends this process and starts another over the same state. */
  readonly restart: () => Promise<Cloud>;
  readonly admin: (input: JsonObject, route?: string) => Promise<unknown>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface CloudOptions {
  readonly provider?: ScriptedProvider;
  /** Asked in the provider's place. */
  readonly asked?: ResourceProvider;
  readonly ground?: FakeGround;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly parameter?: Sources["parameter"];
  readonly readTemplate?: (url: string) => Promise<string>;
  readonly secret?: (name: string, key?: string) => string | undefined;
  readonly urls?: ReadonlyMap<string, string>;
  /** ARN -> state of the alarms there are. */
  readonly alarms?: ReadonlyMap<string, string>;
}

const slice = 50;

/** CloudFormation over a store in memory and a clock moved by hand. */
export function cloud(options: CloudOptions = {}): Cloud {
  const { provider = scriptedProvider(), ground = fakeGround(), parameters = {}, urls = new Map() } = options;
  const part = cloudformationPart(ground, {
    providers: [options.asked ?? provider],
    readTemplate: options.readTemplate ?? (async (url) => urls.get(url) ?? ""),
    alarm: (arn) => options.alarms?.get(arn),
    parameter: options.parameter ?? ((name) => parameters[name]),
    secret: (name, key) => options.secret?.(name, key),
  });
  const call = caller(part);
  return {
    ground,
    provider,
    call,
    async run(milliseconds = 10_000) {
      // Providers answer in promises between the ticks of the clock.
      for (let passed = 0; passed < milliseconds; passed += slice) {
        await new Promise((resolve) => setImmediate(resolve));
        await ground.clock.advance(slice);
      }
    },
    async status(stack) {
      const [found] = list(await call("DescribeStacks", { StackName: stack }), "Stacks");
      return text(found, "StackStatus") ?? "";
    },
    async events(stack) {
      const events = list(await call("DescribeStackEvents", { StackName: stack }), "StackEvents");
      return [...events].reverse().map((event) => {
        const reason = text(event, "ResourceStatusReason");
        const said = `${text(event, "LogicalResourceId") ?? ""} ${text(event, "ResourceStatus") ?? ""}`;
        return reason === undefined ? said : `${said} ${reason}`;
      });
    },
    async restart() {
      await part.stop?.();
      const next = cloud({ ...options, provider, ground });
      await next.start();
      return next;
    },
    async admin(input, route = "faults") {
      return part.admin?.[route]?.(input);
    },
    async start() {
      await part.start?.();
    },
    async stop() {
      await part.stop?.();
    },
  };
}

/** A template of topics: name to display name, with an optional name or reference. */
export const template = (resources: JsonObject, rest: JsonObject = {}) =>
  JSON.stringify({ Resources: resources, ...rest });

export const topic = (properties: JsonObject = {}, rest: JsonObject = {}): JsonObject => ({
  Type: "AWS::SNS::Topic",
  Properties: properties,
  ...rest,
});

/** The error message of a refused call. */
export async function refusal(answer: Promise<unknown>): Promise<string> {
  try {
    await answer;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "";
}

export const first = (answer: JsonObject, key: string): JsonObject => {
  const [found] = list(answer, key);
  return isObject(found) ? found : {};
};
