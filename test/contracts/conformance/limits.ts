import { CreateChangeSetCommand, type CreateStackCommandInput } from "@aws-sdk/client-cloudformation";
import { expect } from "vitest";
import { type Case, sources } from "./case.ts";
import { template, topic } from "./templates.ts";
import { refusal } from "./world.ts";

const many = (count: number, member: object | string) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`M${n}`, member]));
/** Filled up with white space to so many bytes. */
const padded = (bytes: number) => {
  const body = template({ T: topic() });
  return body + " ".repeat(bytes - body.length);
};

/** What is one too many, and refused in AWS's words. */
const beyond = (name: string, body: string, expected: unknown, more: Partial<CreateStackCommandInput> = {}): Case => ({
  name: `beyond a quota: ${name}`,
  source: sources.limits,
  script: (on) => refusal(on.create(on.fresh(), body, more)),
  expected,
});
/** What is just allowed. */
const within = (name: string, body: string, more: Partial<CreateStackCommandInput> = {}): Case => ({
  name: `at a quota: ${name}`,
  source: sources.limits,
  script: (on) => on.create(on.fresh(), body, more),
  expected: "CREATE_COMPLETE",
});

const parameter = { Type: "String", Default: "x" };
const mapping = { a: { b: "c" } };
const output = { Value: "x" };
const tooLong = (member: string, most: number) =>
  expect.stringMatching(
    new RegExp(
      `^ValidationError: .* at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${most}$`,
      "s",
    ),
  );

/** Quotas of templates and requests, on both sides of the line. */
export const limits: readonly Case[] = [
  beyond(
    "201 parameters",
    template({ T: topic() }, { Parameters: many(201, parameter) }),
    expect.stringMatching(
      /^ValidationError: Template format error: Number of parameters, 201, is greater than maximum allowed, 200$/,
    ),
  ),
  within("200 parameters", template({ T: topic() }, { Parameters: many(200, parameter) })),
  beyond(
    "201 mappings",
    template({ T: topic() }, { Mappings: many(201, mapping) }),
    expect.stringMatching(
      /^ValidationError: Template format error: Number of mappings, 201, is greater than maximum allowed, 200$/,
    ),
  ),
  within("200 mappings", template({ T: topic() }, { Mappings: many(200, mapping) })),
  within("200 outputs", template({ T: topic() }, { Outputs: many(200, output) })),
  within("a description of 1,024 bytes", template({ T: topic() }, { Description: "x".repeat(1_024) })),
  within("a template of 51,200 bytes in the request", padded(51_200)),
  beyond("a template of 51,201 bytes in the request", padded(51_201), tooLong("templateBody", 51_200)),
  {
    name: "beyond a quota: a template of 1,000,001 bytes at an address",
    source: sources.limits,
    script: async (on) => {
      const TemplateURL = await on.upload("too-long.json", padded(1_000_001));
      return refusal(on.begin(on.fresh(), "", { TemplateBody: undefined, TemplateURL }));
    },
    expected: "ValidationError: Template may not exceed 1000000 bytes in size.",
  },
  {
    name: "at a quota: a template of 1,000,000 bytes at an address",
    source: sources.limits,
    script: async (on) => {
      const TemplateURL = await on.upload("long.json", padded(1_000_000));
      return on.settled(await on.begin(on.fresh(), "", { TemplateBody: undefined, TemplateURL }));
    },
    expected: "CREATE_COMPLETE",
  },
  beyond("51 tags", template({ T: topic() }), tooLong("tags", 50), {
    Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: "v" })),
  }),
  ...[128, 129].map((length): Case => ({
    name: `a change set with a name of ${length} characters`,
    source: sources.createChangeSet,
    script: async (on) => {
      const input = { StackName: on.fresh(), ChangeSetName: "c".repeat(length), ChangeSetType: "CREATE" as const };
      const made = on.cloudformation.send(
        new CreateChangeSetCommand({ ...input, TemplateBody: template({ T: topic() }) }),
      );
      return refusal(made);
    },
    expected: length === 128 ? "it was not refused" : tooLong("changeSetName", 128),
  })),
];
