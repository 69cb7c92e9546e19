import { expect, test } from "vitest";
import { localServices, recorded } from "../../src/output/topics/local-services-text.ts";
import { readTopic, topics } from "../../src/output/topics.ts";

test("the topic on the local cloud names each service with what it does, how much it answers and what it makes real", async () => {
  const { text, ...facts } = await readTopic("local");
  for (const { service, does, operations, resources } of localServices) {
    const [entry = ""] = text
      .replaceAll(/\n {3,}/g, " ")
      .split("\n")
      .filter((line) => line.startsWith(`  ${service} `));
    expect(entry).toContain(`${operations.length} operations; ${does}`);
    for (const type of resources) expect(entry).toContain(type);
  }
  expect(facts).toMatchObject({ topic: "local", services: localServices, recorded });
});

test("recorded types are listed by their service, and none of them is made real", async () => {
  const text = (await readTopic("local")).text.replaceAll(/\n {3,}/g, " ");
  for (const type of recorded) {
    const [, service = "", name = ""] = type.split("::");
    expect(text).toMatch(new RegExp(`^ {2}AWS::${service} .*\\b${name}\\b`, "m"));
  }
  const real = localServices.flatMap(({ resources }) => resources);
  expect(recorded.filter((type) => real.includes(type))).toEqual([]);
});

test.each(["local dynamodb", "local DynamoDB", "local application-auto-scaling", "local Application Auto Scaling"])(
  "gworld help %s lists the operations of that service",
  async (name) => {
    const { topic, text } = await readTopic(name);
    expect(topic).toBe(name);
    const service = localServices.find((one) =>
      name.toLowerCase().replaceAll("-", " ").endsWith(one.service.toLowerCase()),
    );
    for (const operation of service?.operations ?? ["?"]) expect(text).toContain(operation);
  },
);

test.each([
  { name: "logs", service: "CloudWatch Logs" },
  { name: "ssm", service: "SSM Parameter Store" },
  { name: "elbv2", service: "Elastic Load Balancing" },
  { name: "elasticloadbalancing", service: "Elastic Load Balancing" },
])(
  "gworld help local $name knows $service by the name that is signed, and by the AWS CLI's",
  async ({ name, service }) => {
    const { text } = await readTopic(`local ${name}`);
    expect(text).toContain(`${service} in the local cloud`);
  },
);

test("a service that is only recorded is told as such, with the types of gworld's stacks", async () => {
  const { text } = await readTopic("local lambda");
  expect(text).toContain("Recorded only");
  expect(text).toContain("AWS::Lambda::Function");
});

test("a service that is not in the local cloud is not found, and one that is meant is named", async () => {
  await expect(readTopic("local dynamobd")).rejects.toMatchObject({ hint: "Did you mean DynamoDB?" });
  await expect(readTopic("local gamelift")).rejects.toMatchObject({
    code: "notFound",
    message: expect.stringContaining('no service "gamelift"'),
    hint: expect.stringContaining("There are: Application Auto Scaling"),
  });
  await expect(readTopic("logs dynamodb")).rejects.toMatchObject({ code: "notFound" });
});

test("lines of every topic fit a wide terminal, those of the tables an ordinary one", async () => {
  for (const { name } of topics)
    for (const line of (await readTopic(name)).text.split("\n")) expect(line.length).toBeLessThanOrEqual(125);
  for (const { service } of localServices)
    for (const line of (await readTopic(`local ${service}`)).text.split("\n"))
      expect(line.length).toBeLessThanOrEqual(80);
});
