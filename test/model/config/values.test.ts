import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cidrProblem } from "../../../src/model/config/cidr.ts";
import { endpointProblem } from "../../../src/model/config/endpoint.ts";
import { fargateProblem, fargateSizes } from "../../../src/model/config/fargate.ts";

test.each(["10.0.0.0/16", "10.255.240.0/20", "172.16.0.0/16", "172.31.0.0/18", "192.168.0.0/16"])(
  "%s holds a VPC",
  (text) => expect(cidrProblem(text)).toBeUndefined(),
);

test.each([
  "10.0.0.0/15",
  "10.0.0.0/21",
  "10.0.8.0/20",
  "172.32.0.0/16",
  "172.15.0.0/16",
  "192.169.0.0/16",
  "10.0.0/16",
  "10.0.0.256/16",
  "10.0.0.0",
  "",
  "::/16",
])("%j does not", (text) => expect(cidrProblem(text)).toEqual(expect.any(String)));

test("any text is judged without an accident", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.ipV4Extended(), fc.webUrl()), (text) => {
      for (const problem of [cidrProblem(text), endpointProblem(text)])
        expect(problem === undefined || problem.length > 10).toBe(true);
    }),
  );
});

test("every size of Fargate's table passes and its neighbours do not", () => {
  for (const [cpu, sizes] of fargateSizes)
    for (const memory of sizes) {
      expect(fargateProblem(cpu, memory)).toBeUndefined();
      expect(fargateProblem(cpu, memory + 1)).toContain(`with cpu ${cpu}`);
    }
  expect(fargateProblem(300, 512)).toContain("it has 256, 512");
});

test.each(["https://aws.example", "http://127.0.0.1:4566", "http://localhost:4566", "http://[::1]:4566"])(
  "%s may be talked to",
  (url) => expect(endpointProblem(url)).toBeUndefined(),
);

test.each([
  "http://aws.example",
  "http://127.0.0.1.evil.example",
  "http://localhost.evil.example",
  "ftp://localhost",
  "https://user:secret@aws.example",
  "aws.example",
])("%s may not", (url) => expect(endpointProblem(url)).toEqual(expect.any(String)));
