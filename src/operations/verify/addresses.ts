import { wordsOf } from "../../model/error.ts";
import { stackName, type StackPart } from "../../model/graph.ts";
import { addressCheck, domainCheck, type Address, type Answer } from "../../model/verify/addresses.ts";
import type { Parts, Probe, VerifyPorts } from "../verify.ts";

/** Where an environment is reached, by the outputs that tell it. */
const addresses: readonly (Omit<Address, "url"> & {
  readonly part: StackPart;
  readonly output: string;
  readonly path: string;
})[] = [
  // The health check is the one path that asks for no token.
  { name: "rest", part: "api", output: "RestUrl", path: "/health", good: [200] },
  // Without a token the authorizer says no, which only somebody who is there can say.
  { name: "websocket", part: "api", output: "WebSocketUrl", path: "", good: [101, 401, 403] },
  // The web client may not be uploaded yet.
  { name: "edge", part: "edge", output: "Url", path: "/", good: [200, 301, 302, 403, 404] },
];

/** The public addresses and the custom domain. */
export function addressProbes(
  ports: VerifyPorts,
  parts: Parts,
  isFresh: boolean,
): readonly (readonly [name: string, probe: Probe])[] {
  return [
    ...addresses.map(({ name, part, output, path, good }) => {
      const found = parts.get(part)?.stack.outputs[output];
      const why = found === undefined ? absence(ports, parts, part, output) : unreal(ports);
      if (found === undefined || why !== undefined) return [name, skip(name, why ?? "")] as const;
      const url = `${found.replace(/\/$/, "")}${path}`;
      const look: Probe = async () => [
        addressCheck(ports.config.name, { name, url, good }, await answerOf(ports, url)),
      ];
      return [name, look] as const;
    }),
    ["dns", domainProbe(ports, parts, isFresh)],
  ];
}

const skip =
  (name: string, message: string): Probe =>
  async () => [{ name, status: "skipped", message }];

function absence({ config }: VerifyPorts, parts: Parts, part: StackPart, output: string): string {
  const stack = stackName(config.name, part);
  return parts.has(part) ? `${stack} has no output ${output}` : `${stack} is not deployed`;
}

/** Why nobody can answer at the addresses that the stacks tell. */
function unreal({ local, endpoint }: VerifyPorts): string | undefined {
  if (local) return "the local cloud records this address; nothing answers it";
  return endpoint === undefined ? undefined : `requests go to ${endpoint}, behind which nothing answers this address`;
}

async function answerOf({ reach }: VerifyPorts, url: string): Promise<Answer> {
  try {
    return { status: await reach.status(url) };
  } catch (error) {
    return { silent: wordsOf(error) };
  }
}

function domainProbe(ports: VerifyPorts, parts: Parts, isFresh: boolean): Probe {
  const { config, reach } = ports;
  const target = parts.get("edge")?.stack.outputs["DistributionDomain"];
  const { domain } = config;
  if (domain === undefined) return skip("dns", "no domain is configured");
  if (target === undefined) return skip("dns", absence(ports, parts, "edge", "DistributionDomain"));
  const why = unreal(ports);
  if (why !== undefined) return skip("dns", why);
  return async () => {
    const [found, wanted] = await Promise.all([reach.addresses(domain.name), reach.addresses(target)]);
    const isOurs = domain.hostedZoneId !== undefined;
    return [domainCheck({ name: domain.name, target, isOurs, isFresh }, found, wanted)];
  };
}
