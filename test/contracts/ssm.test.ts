import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { contract } from "./endpoints.ts";

contract("SSM parameters", ({ account, name: side }, config) => {
  const client = () => new SSMClient(config());
  const put = (Name: string, Value: string, more: object = {}) =>
    client().send(new PutParameterCommand({ Name, Value, Type: "String", ...more }));
  const get = (Name: string, WithDecryption = false) =>
    client().send(new GetParameterCommand({ Name, WithDecryption }));

  test("a parameter is read as it was put", async () => {
    expect((await put("/plain/one", "ÄÖ <&> \n\t")).Version).toBe(1);
    const { Parameter } = await get("/plain/one");
    expect(Parameter).toMatchObject({
      Name: "/plain/one",
      Type: "String",
      Value: "ÄÖ <&> \n\t",
      Version: 1,
      DataType: "text",
      ARN: `arn:aws:ssm:eu-central-1:${account}:parameter/plain/one`,
    });
    expect(Math.abs((Parameter?.LastModifiedDate?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  test.skipIf(side === "moto")(
    "overwriting makes a version, and the earlier one is there by its number (moto: it answers without Selector)",
    async () => {
      await put("/versions/it", "one");
      await expect(put("/versions/it", "two")).rejects.toMatchObject({ name: "ParameterAlreadyExists" });
      expect((await put("/versions/it", "two", { Overwrite: true })).Version).toBe(2);
      expect((await get("/versions/it")).Parameter).toMatchObject({ Value: "two", Version: 2 });
      expect((await get("/versions/it:1")).Parameter).toMatchObject({ Value: "one", Version: 1, Selector: ":1" });
      const { Parameters } = await client().send(new GetParameterHistoryCommand({ Name: "/versions/it" }));
      expect(Parameters?.map(({ Value, Version }) => [Version, Value])).toEqual([
        [1, "one"],
        [2, "two"],
      ]);
      await expect(get("/versions/it:9")).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
    },
  );

  test("a secure string is in clear only for who asks to decrypt it", async () => {
    await put("/secure/token", "open sesame", { Type: "SecureString" });
    const hidden = (await get("/secure/token")).Parameter;
    expect(hidden?.Value).not.toBe("open sesame");
    expect((await get("/secure/token", true)).Parameter).toMatchObject({ Value: "open sesame", Type: "SecureString" });
    const ParameterFilters = [{ Key: "Name", Values: ["/secure/token"] }];
    const { Parameters } = await client().send(new DescribeParametersCommand({ ParameterFilters }));
    expect(Parameters).toMatchObject([{ KeyId: "alias/aws/ssm", Type: "SecureString" }]);
  });

  test("a path gives what lies right below it, or everything", async () => {
    for (const name of ["/tree/a", "/tree/b", "/tree/deep/c", "/treehouse"]) await put(name, name);
    const below = async (Recursive: boolean, MaxResults?: number) =>
      client().send(new GetParametersByPathCommand({ Path: "/tree", Recursive, MaxResults }));
    expect((await below(false)).Parameters?.map(({ Name }) => Name).sort()).toEqual(["/tree/a", "/tree/b"]);
    expect((await below(true)).Parameters?.map(({ Name }) => Name).sort()).toEqual([
      "/tree/a",
      "/tree/b",
      "/tree/deep/c",
    ]);
    const first = await below(true, 2);
    expect(first.Parameters).toHaveLength(2);
    const Path = "/tree";
    const rest = await client().send(
      new GetParametersByPathCommand({ Path, Recursive: true, MaxResults: 2, NextToken: first.NextToken }),
    );
    expect(rest.Parameters).toHaveLength(1);
    expect(rest.NextToken).toBeUndefined();
  });

  test("several are read at once, and those that are not there are named", async () => {
    await put("/several/a", "1");
    const { Parameters, InvalidParameters } = await client().send(
      new GetParametersCommand({ Names: ["/several/a", "/several/none"] }),
    );
    expect(Parameters?.map(({ Value }) => Value)).toEqual(["1"]);
    expect(InvalidParameters).toEqual(["/several/none"]);
  });

  test("tags come with the parameter", async () => {
    await put("/tagged", "x", { Tags: [{ Key: "env", Value: "dev" }] });
    const { TagList } = await client().send(
      new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: "/tagged" }),
    );
    expect(TagList).toEqual([{ Key: "env", Value: "dev" }]);
  });

  test("a deleted parameter is not found", async () => {
    await put("/deleted/a", "x");
    await client().send(new DeleteParameterCommand({ Name: "/deleted/a" }));
    await expect(get("/deleted/a")).rejects.toMatchObject({ name: "ParameterNotFound" });
    await expect(client().send(new DeleteParameterCommand({ Name: "/deleted/a" }))).rejects.toMatchObject({
      name: "ParameterNotFound",
    });
    await put("/deleted/b", "x");
    expect(await client().send(new DeleteParametersCommand({ Names: ["/deleted/b", "/deleted/c"] }))).toMatchObject({
      DeletedParameters: ["/deleted/b"],
      InvalidParameters: ["/deleted/c"],
    });
  });

  test.each([
    { why: "a new one needs a type", more: { Type: undefined }, name: "/refused/a", code: "ValidationException" },
    { why: "aws is reserved", more: {}, name: "/aws/x", code: "AccessDeniedException" },
  ])("what AWS refuses is refused: $why", async ({ name, more, code }) => {
    await expect(put(name, "x", more)).rejects.toMatchObject({ name: code });
  });

  test.skipIf(side === "moto")("names and values have a shape (moto: it takes any)", async () => {
    await expect(put("refused/x", "x")).rejects.toMatchObject({ name: "ValidationException" });
    await expect(put("/refused/b", "x".repeat(4097))).rejects.toMatchObject({ name: "ValidationException" });
  });

  test.skipIf(side === "moto")("a value must fit its pattern (moto: it does not look)", async () => {
    const fits = put("/pattern", "12", { AllowedPattern: "^\\d+$" });
    await expect(fits).resolves.toMatchObject({ Version: 1 });
    await expect(put("/pattern", "x", { Overwrite: true })).rejects.toMatchObject({
      name: "ParameterPatternMismatchException",
    });
  });
});
