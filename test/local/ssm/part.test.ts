import { expect, test } from "vitest";
import { kmsPart } from "../../../src/local/kms/part.ts";
import { ssmPart } from "../../../src/local/ssm/part.ts";
import { caller, fakeGround } from "../fake-ground.ts";
import { doneStep, providerOf, stepRequest } from "../stack-step.ts";

function opened() {
  const ground = fakeGround();
  const kms = kmsPart(ground);
  const part = ssmPart(ground, kms);
  return { part, call: caller(part), callKms: caller(kms) };
}

const type = "AWS::SSM::Parameter";

test("a hundred versions are kept", async () => {
  const { call } = opened();
  for (let count = 1; count <= 103; count++)
    await call("PutParameter", { Name: "/p", Value: String(count), Type: "String", Overwrite: true });
  expect(await call("GetParameter", { Name: "/p" })).toMatchObject({ Parameter: { Value: "103", Version: 103 } });
  expect(await call("GetParameter", { Name: "/p:4" })).toMatchObject({ Parameter: { Value: "4" } });
  await expect(call("GetParameter", { Name: "/p:3" })).rejects.toMatchObject({ code: "ParameterVersionNotFound" });
});

test("what is not said again stays as it was", async () => {
  const { call } = opened();
  await call("PutParameter", { Name: "/p", Value: "1", Type: "String", Description: "d", AllowedPattern: "\\d+" });
  await call("PutParameter", { Name: "/p", Value: "2", Overwrite: true });
  expect(await call("DescribeParameters")).toMatchObject({
    Parameters: [{ Description: "d", AllowedPattern: "\\d+", Type: "String", Version: 2 }],
  });
});

test.each([
  [
    "PutParameter",
    { Name: "/p", Value: "x", Overwrite: true, Tags: [{ Key: "a", Value: "b" }] },
    "ValidationException",
  ],
  ["PutParameter", { Name: "/new", Value: "x", Type: "Number" }, "ValidationException"],
  ["PutParameter", { Name: "/new", Value: "", Type: "String" }, "ValidationException"],
  ["PutParameter", { Name: "/a b", Value: "x", Type: "String" }, "ValidationException"],
  ["PutParameter", { Name: "/a".repeat(20), Value: "x", Type: "String" }, "HierarchyLevelLimitExceededException"],
  ["PutParameter", { Name: "/s", Value: "x", Type: "SecureString", KeyId: "alias/none" }, "InvalidKeyId"],
  ["PutParameter", { Name: "/r", Value: "x", Type: "String", AllowedPattern: "(" }, "InvalidAllowedPatternException"],
  ["GetParametersByPath", { Path: "p" }, "ValidationException"],
  ["GetParameters", { Names: Array.from({ length: 11 }, (_, at) => `/p${at}`) }, "ValidationException"],
  ["DescribeParameters", { ParameterFilters: [{ Key: "Colour", Values: ["red"] }] }, "InvalidFilterKey"],
  ["ListTagsForResource", { ResourceType: "Parameter", ResourceId: "/none" }, "InvalidResourceId"],
])("%s with %j is refused", async (operation, input, code) => {
  const { call } = opened();
  await call("PutParameter", { Name: "/p", Value: "x", Type: "String" });
  await expect(call(operation, input)).rejects.toMatchObject({ code });
});

test.each([
  { filter: { Key: "Name", Values: ["/a/one"] }, names: ["/a/one"] },
  { filter: { Key: "Name", Option: "BeginsWith", Values: ["/a", "/c"] }, names: ["/a/one", "/a/x/two", "/c"] },
  { filter: { Key: "Name", Option: "Contains", Values: ["x"] }, names: ["/a/x/two"] },
  { filter: { Key: "Path", Values: ["/a"] }, names: ["/a/one"] },
  { filter: { Key: "Path", Option: "Recursive", Values: ["/a"] }, names: ["/a/one", "/a/x/two"] },
  { filter: { Key: "Type", Values: ["SecureString"] }, names: ["/c"] },
  { filter: { Key: "tag:env", Values: ["dev"] }, names: ["/a/one"] },
])("parameters are found by %j", async ({ filter, names }) => {
  const { call } = opened();
  await call("PutParameter", { Name: "/a/one", Value: "x", Type: "String", Tags: [{ Key: "env", Value: "dev" }] });
  await call("PutParameter", { Name: "/a/x/two", Value: "x", Type: "StringList" });
  await call("PutParameter", { Name: "/c", Value: "x", Type: "SecureString" });
  const { Parameters } = await call("DescribeParameters", { ParameterFilters: [filter] });
  expect(Object(Parameters).map(({ Name }: { Name: string }) => Name)).toEqual(names);
});

test("other services read values in clear, by name and by ARN", async () => {
  const { call, part } = opened();
  await call("PutParameter", { Name: "/secure", Value: "open sesame", Type: "SecureString" });
  expect(part.readParameter("/secure")).toBe("open sesame");
  expect(part.readParameter("arn:aws:ssm:eu-west-1:000000000000:parameter/secure", "us-east-1")).toBe("open sesame");
  expect(part.readParameter("/secure", "us-east-1")).toBeUndefined();
  expect(part.readParameter("/none")).toBeUndefined();
});

test("a secure string under a key that is disabled cannot be read in clear", async () => {
  const { call, callKms } = opened();
  const { KeyId } = Object((await callKms("CreateKey"))["KeyMetadata"]);
  await call("PutParameter", { Name: "/s", Value: "x", Type: "SecureString", KeyId });
  await callKms("DisableKey", { KeyId });
  await expect(call("GetParameter", { Name: "/s", WithDecryption: true })).rejects.toMatchObject({
    code: "DisabledException",
  });
});

test("a stack's parameter is made, changed and deleted, each as often as it is asked", async () => {
  const { call, part } = opened();
  const provider = providerOf([part], type);
  const properties = { Type: "String", Value: "one", Tags: { use: "test" } };
  const request = stepRequest(type, properties);
  const { physicalId } = doneStep(await provider.create(request));
  expect(physicalId).toBe("dev-Thing-ABC123");
  expect(doneStep(await provider.create(request)).attributes).toEqual({ Type: "String", Value: "one" });
  expect(await call("ListTagsForResource", { ResourceType: "Parameter", ResourceId: physicalId })).toEqual({
    TagList: [
      { Key: "gworld:env", Value: "dev" },
      { Key: "use", Value: "test" },
    ],
  });
  const changed = { Type: "String", Value: "two" };
  doneStep(await provider.update({ ...request, properties: changed, previous: properties, physicalId }));
  expect(part.readParameter(physicalId)).toBe("two");
  const taken = { ...request, properties: { ...properties, Name: physicalId }, token: "other" };
  expect(await provider.create(taken)).toMatchObject({
    state: "failed",
    reason: expect.stringContaining("AlreadyExists"),
  });
  for (let retry = 0; retry < 2; retry++) doneStep(await provider.delete({ ...request, physicalId }));
  expect(part.readParameter(physicalId)).toBeUndefined();
});

const badName =
  'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_';

// Systems Manager user guide, Understanding parameter name requirements and constraints; the texts are recorded of AWS.
test.each([
  ["awsTestParameter", "AccessDeniedException", "No access to reserved parameter name: awsTestParameter."],
  ["/AWS/test", "AccessDeniedException", "No access to reserved parameter name: AWS/test."],
  ["SSM-testparameter", "ValidationException", badName],
  ["/ssm/test", "ValidationException", badName],
  ["/a/b@c", "ValidationException", badName],
])("the name %s is refused with %s, by the API and to stacks", async (Name, code, message) => {
  const { call, part } = opened();
  await expect(call("PutParameter", { Name, Value: "x", Type: "String" })).rejects.toMatchObject({ code, message });
  const request = stepRequest(type, { Name, Type: "String", Value: "x" });
  expect(await providerOf([part], type).create(request)).toMatchObject({
    state: "failed",
    reason: expect.stringContaining(message),
  });
  expect(await call("DescribeParameters")).toMatchObject({ Parameters: [] });
});
