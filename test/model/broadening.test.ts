import { expect, test } from "vitest";
import { broadenings } from "../../src/model/broadening.ts";
import { readTemplate } from "../../src/model/template.ts";

const template = (type: string, properties: object) =>
  readTemplate(JSON.stringify({ Resources: { R: { Type: type, Properties: properties } } }));
const found = (type: string, before: object, after: object) =>
  broadenings(template(type, before), template(type, after)).get("R") ?? [];

const role = (...Statement: object[]) => ({ Policies: [{ PolicyName: "p", PolicyDocument: { Statement } }] });
const allow = (Action: unknown, Resource: unknown = "arn:table/a", more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});

test.each([
  { name: "the same", before: [allow("s3:GetObject")], after: [allow("s3:GetObject")], says: [] },
  {
    name: "fewer actions",
    before: [allow(["s3:GetObject", "s3:PutObject"])],
    after: [allow("s3:GetObject")],
    says: [],
  },
  {
    name: "an action more",
    before: [allow("s3:GetObject")],
    after: [allow(["s3:GetObject", "s3:PutObject"])],
    says: [/newly allows s3:PutObject/],
  },
  { name: "an action the wildcard had", before: [allow("s3:*")], after: [allow("S3:PutObject")], says: [] },
  { name: "a wildcard", before: [allow("s3:Get*")], after: [allow("s3:*")], says: [/s3:\*/] },
  {
    name: "a wider resource",
    before: [allow("s3:GetObject", "arn:a/b")],
    after: [allow("s3:GetObject", "arn:a/*")],
    says: [/on arn:a\/\*/],
  },
  {
    name: "a narrower resource",
    before: [allow("s3:GetObject", "arn:a/*")],
    after: [allow("s3:GetObject", "arn:a/b")],
    says: [],
  },
  {
    name: "another reference",
    before: [allow("s3:GetObject", { Ref: "A" })],
    after: [allow("s3:GetObject", { Ref: "B" })],
    says: [/Ref/],
  },
  {
    name: "a condition gone",
    before: [allow("s3:GetObject", "*", { Condition: { Bool: { x: "true" } } })],
    after: [allow("s3:GetObject", "*")],
    says: [/s3:GetObject/],
  },
  {
    name: "a condition more",
    before: [allow("s3:GetObject", "*")],
    after: [allow("s3:GetObject", "*", { Condition: { Bool: { x: "true" } } })],
    says: [],
  },
  {
    name: "a denial gone",
    before: [{ Effect: "Deny", Action: "s3:*", Resource: "*" }],
    after: [],
    says: [/no longer denies s3:\*/],
  },
  {
    name: "all but some",
    before: [allow("s3:GetObject", "*")],
    after: [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }],
    says: [/everything but iam:\*/],
  },
  {
    name: "moved to another statement",
    before: [allow("a:A"), allow("b:B")],
    after: [allow(["b:B", "a:A"])],
    says: [],
  },
])("a role with $name", ({ before, after, says }) => {
  const texts = found("AWS::IAM::Role", role(...before), role(...after));
  expect(texts).toEqual(says.map((pattern) => expect.stringMatching(pattern)));
});

test("trust in somebody else, a managed policy and a lost boundary count", () => {
  const trust = (AWS: string) => ({
    AssumeRolePolicyDocument: { Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS } } },
  });
  const before = { ...trust("arn:1"), PermissionsBoundary: "arn:b", ManagedPolicyArns: ["arn:read"] };
  const after = { ...trust("*"), ManagedPolicyArns: ["arn:read", "arn:admin"] };
  expect(found("AWS::IAM::Role", before, after)).toEqual([
    expect.stringMatching(/newly allows sts:AssumeRole to AWS:\*/),
    expect.stringMatching(/arn:admin/),
    expect.stringMatching(/boundary/),
  ]);
});

test("resource policies count: a bucket opened to the world", () => {
  const policy = (Principal: unknown) => ({
    PolicyDocument: { Statement: [allow("s3:GetObject", "arn:b/*", { Principal })] },
  });
  expect(found("AWS::S3::BucketPolicy", policy({ AWS: "arn:1" }), policy("*"))).toEqual([
    expect.stringContaining("to *"),
  ]);
  const block = (BlockPublicPolicy: boolean) => ({ PublicAccessBlockConfiguration: { BlockPublicPolicy } });
  expect(found("AWS::S3::Bucket", block(true), block(false))).toEqual(["BlockPublicPolicy is switched off"]);
});

const rule = (CidrIp: string, FromPort: number, ToPort = FromPort) => ({ IpProtocol: "tcp", CidrIp, FromPort, ToPort });
test.each([
  { name: "a narrower block", before: rule("10.0.0.0/8", 443), after: rule("10.1.0.0/16", 443), says: 0 },
  { name: "a wider block", before: rule("10.1.0.0/16", 443), after: rule("10.0.0.0/8", 443), says: 1 },
  { name: "the world", before: rule("10.1.0.0/16", 443), after: rule("0.0.0.0/0", 443), says: 1 },
  { name: "from the world", before: rule("0.0.0.0/0", 443), after: rule("10.1.0.0/16", 443), says: 0 },
  { name: "fewer ports", before: rule("10.0.0.0/8", 0, 65_535), after: rule("10.0.0.0/8", 443), says: 0 },
  { name: "another port", before: rule("10.0.0.0/8", 443), after: rule("10.0.0.0/8", 22), says: 1 },
  {
    name: "all protocols",
    before: rule("10.0.0.0/8", 443),
    after: { IpProtocol: "-1", CidrIp: "10.0.0.0/8" },
    says: 1,
  },
  { name: "a neighbouring block", before: rule("10.0.0.0/16", 443), after: rule("10.1.0.0/16", 443), says: 1 },
  {
    name: "IPv6 for all",
    before: rule("0.0.0.0/0", 443),
    after: { ...rule("", 443), CidrIp: undefined, CidrIpv6: "::/0" },
    says: 1,
  },
])("ingress with $name", ({ before, after, says }) => {
  const group = (one: object) => ({ SecurityGroupIngress: [one] });
  expect(found("AWS::EC2::SecurityGroup", group(before), group(after))).toHaveLength(says);
  expect(found("AWS::EC2::SecurityGroupIngress", before, after)).toHaveLength(says);
});

test("another security group as a source is named by its reference", () => {
  const from = (id: string) => ({
    IpProtocol: "tcp",
    FromPort: 6379,
    ToPort: 6379,
    SourceSecurityGroupId: { Ref: id },
  });
  expect(found("AWS::EC2::SecurityGroupIngress", from("A"), from("B"))).toEqual([
    'newly lets in {"Ref":"B"} on port 6379 (tcp)',
  ]);
});
