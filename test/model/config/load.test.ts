import { expect, expectTypeOf, test } from "vitest";
import { loadConfig } from "../../../src/model/config/load.ts";
import { resolveEnvironment } from "../../../src/model/config/resolve.ts";
import { presets } from "../../../src/model/config/presets.ts";
import type { EnvironmentLayer } from "../../../src/model/config/shape.ts";
import type { EnvironmentConfig } from "../../../src/model/environment.ts";
import { GworldError } from "../../../src/model/error.ts";

/** The problems of a text as `line:column message`. */
function problems(text: string): string[] {
  try {
    loadConfig(text, "gworld.yaml");
    return [];
  } catch (error) {
    if (!(error instanceof GworldError) || error.code !== "usage") throw error;
    return error.message
      .split("\n")
      .slice(1)
      .map((line) => line.trim().replace("gworld.yaml:", "").replace("  ", " "));
  }
}

test.each(["", "\n# nothing yet\n", "environments:\n", "environments:\n  dev:\n", "defaults:\nlocal:\n"])(
  "%j is a whole configuration",
  (text) => {
    expect(resolveEnvironment(loadConfig(text, "gworld.yaml"), "dev").config).toEqual({
      ...presets.dev,
      name: "dev",
      project: "gworld",
    });
  },
);

test.each([
  {
    what: "a syntax error",
    text: "project: [a\nenvironments: {}\n",
    says: [expect.stringMatching(/^2:1 /)],
  },
  {
    what: "a key that stands twice",
    text: "project: a\nproject: b\n",
    says: [expect.stringMatching(/^2:1 .*unique/)],
  },
  {
    what: "a second document",
    text: "---\nproject: a\n---\nproject: b\n",
    says: ["3:1 a second document begins here; a configuration is one document"],
  },
  {
    what: "an unknown key",
    text: "environments:\n  dev:\n    servcies: {}\n",
    says: ["3:5 There is no environments.dev.servcies. Did you mean services?"],
  },
  {
    what: "an unknown key deep down",
    text: "defaults:\n  services:\n    agent-runtime:\n      cpus: 256\n",
    says: ["4:7 There is no defaults.services.agent-runtime.cpus. Did you mean cpu?"],
  },
  {
    what: "an unknown key like no other",
    text: "colour: red\n",
    says: ["1:1 There is no colour. There are: project, defaults, environments, local."],
  },
  { what: "no map at all", text: "- a\n- b\n", says: ["1:1 The file should be a map of keys and values"] },
  {
    what: "a wrong type",
    text: "defaults:\n  redis:\n    nodes: two\n    multiAz: maybe\n",
    says: ["3:12 defaults.redis.nodes should be a number", "4:14 defaults.redis.multiAz should be true or false"],
  },
  {
    what: "a value out of range",
    text: "defaults: {tracing: 2, redis: {nodes: 9}, budget: -1}\n",
    says: [
      "1:21 defaults.tracing should be at most 1",
      "1:39 defaults.redis.nodes should be at most 6",
      "1:51 defaults.budget should be at least 0",
    ],
  },
  {
    what: "retention that CloudWatch Logs does not have",
    text: "defaults:\n  logs:\n    retentionDays: 10\n",
    says: [expect.stringMatching(/^3:20 defaults.logs.retentionDays should be one of 1, 3, 5, 7, 14, 30/)],
  },
  {
    what: "an environment name that AWS names cannot hold",
    text: "environments:\n  My_Env:\n    preset: dev\n",
    says: [expect.stringMatching(/^2:3 environments.My_Env should be an environment name: 2 to 15 of a-z and 0-9/)],
  },
  {
    what: "a name whose resources would pass for those of another environment, or of the bootstrap,",
    text: "environments:\n  dev-2: {preset: dev}\n  state: {preset: dev}\n  logs: {preset: dev}\n  states: {preset: dev}\n",
    says: [
      expect.stringMatching(/^2:3 environments.dev-2 should be .* without -, so that no environment's resources begin/),
      expect.stringMatching(/^3:3 environments.state should be .* not state, logs or bootstrap$/),
      expect.stringMatching(/^4:3 environments.logs should be/),
    ],
  },
  {
    what: "a new environment without a preset",
    text: "environments:\n  qa:\n    region: eu-central-1\n",
    says: ["2:3 environments.qa needs a preset: one of local, dev, staging, prod"],
  },
  {
    what: "a task size that Fargate has not",
    text: "environments:\n  dev:\n    services:\n      agent-runtime:\n        cpu: 256\n        memory: 4096\n",
    says: ["6:17 dev: services.agent-runtime.memory: Fargate has no memory 4096 with cpu 256; it has 512, 1024, 2048"],
  },
  {
    what: "a size broken by one half of it",
    text: "environments:\n  dev:\n    services:\n      agent-runtime:\n        cpu: 1024\n",
    says: [
      "5:9 dev: services.agent-runtime.memory: Fargate has no memory 512 with cpu 1024; it has 2048 to 8192 in steps of 1024",
    ],
  },
  {
    what: "bounds the wrong way round",
    text: "environments:\n  dev:\n    services: {agent-runtime: {min: 5}}\n",
    says: ["3:37 dev: services.agent-runtime.min: min 5 is above max 3"],
  },
  {
    what: "a range that is not private, one too small, one out of step",
    text: "environments:\n  dev: {network: {cidr: 8.8.0.0/16}}\n  staging: {network: {cidr: 10.0.0.0/24}}\n  prod: {network: {cidr: 10.0.1.0/16}}\n",
    says: [
      expect.stringMatching(/^2:25 dev: network.cidr: 8.8.0.0\/16 is not a private range/),
      expect.stringMatching(/^3:29 staging: network.cidr: a VPC needs \/16 to \/20/),
      expect.stringMatching(/^4:26 prod: network.cidr: .* 10.0.0.0\/16 does/),
    ],
  },
  {
    what: "replicas without several zones, and the other way round",
    text: "environments:\n  dev: {redis: {nodes: 2}}\n  prod: {redis: {nodes: 1}}\n",
    says: [
      "2:24 dev: redis.nodes: more than one node needs multiAz: true",
      "3:17 prod: redis.multiAz: multiAz needs nodes of 2 or more",
    ],
  },
  {
    what: "credentials in plain text to another machine",
    text: "environments:\n  dev: {endpoint: 'http://aws.example'}\n",
    says: ["2:19 dev: endpoint: plain http is for this machine only; aws.example needs https"],
  },
  {
    what: "a Region, an account, an address of another shape",
    text: "defaults:\n  region: Frankfurt\n  account: 12345\n  alarmEmail: nobody\n",
    says: [
      "2:11 defaults.region should be a Region such as eu-central-1",
      "3:12 defaults.account should be an account of 12 digits",
      "4:15 defaults.alarmEmail should be an e-mail address",
    ],
  },
  {
    what: "a default that breaks several environments, said once for each",
    text: "defaults:\n  redis:\n    multiAz: true\n",
    says: [
      "3:14 local: redis.multiAz: multiAz needs nodes of 2 or more",
      "3:14 dev: redis.multiAz: multiAz needs nodes of 2 or more",
    ],
  },
  {
    what: "IDs of zones instead of names",
    text: "environments:\n  local: {network: {zones: [use1-az3, b]}}\n",
    says: [
      expect.stringMatching(
        /^2:29 environments.local.network.zones.0 should be an Availability Zone such as us-east-1b/,
      ),
      expect.stringMatching(/^2:39 environments.local.network.zones.1 should be an Availability Zone/),
    ],
  },
  {
    what: "zones that do not fit the environment",
    text: "environments:\n  dev: {network: {zones: [us-east-1a]}}\n  staging: {network: {zones: [us-east-1a, us-east-1a]}}\n  prod: {network: {zones: [us-east-1a, us-east-1b, eu-west-1a]}}\n",
    says: [
      "2:26 dev: network.zones: names 1 zones, but azs is 2",
      "3:30 staging: network.zones: names a zone twice",
      "4:27 prod: network.zones: eu-west-1a is not a zone of us-east-1",
    ],
  },
  {
    what: "a version of Redis that ElastiCache does not offer, or that the templates do not",
    text: "environments:\n  dev: {redis: {engineVersion: 7.2}}\n  prod: {redis: {engineVersion: 4.0.10}}\n",
    says: [
      "2:32 environments.dev.redis.engineVersion should be one of 5.0.6, 6.0, 6.2, 7.0, 7.1",
      "3:33 environments.prod.redis.engineVersion should be one of 5.0.6, 6.0, 6.2, 7.0, 7.1",
    ],
  },
  {
    what: "no way out for tasks that have to fetch their image",
    text: "environments:\n  dev: {network: {nat: none}}\n  prod: {network: {nat: none}}\n  staging: {network: {nat: none, endpoints: [logs]}}\n",
    says: [
      expect.stringMatching(
        /^2:24 dev: network.nat: .* lacks ecr.api, ecr.dkr, logs, secretsmanager\. .* after a release$/,
      ),
      expect.stringMatching(/^4:28 staging: network.nat: .* lacks ecr.api, ecr.dkr, secretsmanager\./),
    ],
  },
  {
    what: "a domain whose certificate nobody would validate",
    text: "environments:\n  dev:\n    domain: {name: world.example.com}\n  prod:\n    domain: {name: world.example.com, hostedZoneId: Z0123}\n",
    says: [
      "3:13 dev: domain: world.example.com needs hostedZoneId, where a certificate is validated, or the certificateArn of one that is",
    ],
  },
  {
    what: "an alias bomb",
    text: `a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`,
    says: [expect.stringMatching(/^1:1 .*alias/i)],
  },
])("$what is refused, with its place", ({ text, says }) => {
  expect(problems(text)).toEqual(says);
});

test("all problems come at once, in the order of the file", () => {
  const text = "projct: a\ndefaults:\n  waf: perhaps\nenvironments:\n  dev:\n    redis:\n      nodes: 0\n";
  expect(problems(text).map((line) => line.split(" ")[0])).toEqual(["1:1", "3:8", "7:14"]);
});

test("numbers that are names keep their zeros", () => {
  const loaded = loadConfig("defaults:\n  account: 012345678901\n  redis: {engineVersion: 6.0}\n", "gworld.yaml");
  const { config } = resolveEnvironment(loaded, "dev");
  expect(config.account).toBe("012345678901");
  expect(config.redis.engineVersion).toBe("6.0");
});

test("an alias is a value like any other, with the place of what it stands for", () => {
  const text = "defaults: &small\n  services: {agent-runtime: {min: 9}}\nenvironments:\n  dev: *small\n";
  expect(problems(text)).toEqual(["2:35 dev: services.agent-runtime.min: min 9 is above max 3"]);
});

test("the schema knows every value of an environment, each of its own type", () => {
  type Known = Omit<EnvironmentConfig, "name" | "project">;
  expectTypeOf<keyof EnvironmentLayer>().toEqualTypeOf<keyof Known>();
  expectTypeOf<Required<EnvironmentLayer>["network"]>().toExtend<Partial<Known["network"]>>();
  expectTypeOf<Required<EnvironmentLayer>["redis"]>().toExtend<Partial<Known["redis"]>>();
});

test("every preset obeys every rule", () => {
  const text = `environments: {${Object.keys(presets).join(": {}, ")}: {}}\n`;
  expect(problems(text)).toEqual([]);
});
