import { canonical, isRecord, listOf } from "./json.ts";
import type { TemplateResource } from "./template.ts";

interface Rule {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly source: string;
}

/** Connections a security group lets in that it did not let in before, in words. */
export function newIngress(before: TemplateResource | undefined, after: TemplateResource): string[] {
  const old = before === undefined ? [] : rulesOf(before);
  return rulesOf(after)
    .filter((rule) => !old.some((wider) => covers(wider, rule)))
    .map(({ protocol, from, to, source }) => {
      const ports = from === 0 && to === 65_535 ? "all ports" : from === to ? `port ${from}` : `ports ${from}-${to}`;
      return `newly lets in ${source} on ${ports}${protocol === "-1" ? ", all protocols" : ` (${protocol})`}`;
    });
}

function rulesOf({ type, properties }: TemplateResource): Rule[] {
  if (type === "AWS::EC2::SecurityGroup")
    return listOf(properties["SecurityGroupIngress"]).flatMap((rule) => (isRecord(rule) ? [ruleOf(rule)] : []));
  return type === "AWS::EC2::SecurityGroupIngress" ? [ruleOf(properties)] : [];
}

const sourceKeys = ["CidrIp", "CidrIpv6", "SourceSecurityGroupId", "SourceSecurityGroupName", "SourcePrefixListId"];

function ruleOf(rule: Readonly<Record<string, unknown>>): Rule {
  const protocol = text(rule["IpProtocol"] ?? "-1");
  const source = sourceKeys.map((key) => rule[key]).find((value) => value !== undefined);
  const port = (key: string, all: number) => {
    const value = Number(rule[key]);
    return protocol === "-1" || rule[key] === undefined || value === -1 ? all : value;
  };
  return { protocol, from: port("FromPort", 0), to: port("ToPort", 65_535), source: text(source) };
}

const text = (value: unknown) =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : canonical(value);

const covers = (wider: Rule, rule: Rule) =>
  (wider.protocol === "-1" || wider.protocol === rule.protocol) &&
  wider.from <= rule.from &&
  wider.to >= rule.to &&
  (wider.source === rule.source || cidrCovers(wider.source, rule.source));

/** IPv4 blocks by prefix; IPv6 only by `::/0`. */
function cidrCovers(wider: string, block: string): boolean {
  if (wider === "::/0") return block.includes(":");
  const [outer, inner] = [cidr(wider), cidr(block)];
  if (outer === undefined || inner === undefined || outer.bits > inner.bits) return false;
  const size = 2 ** (32 - outer.bits);
  return Math.floor(outer.address / size) === Math.floor(inner.address / size);
}

function cidr(block: string): { address: number; bits: number } | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(block);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
  return { address: ((a * 256 + b) * 256 + c) * 256 + d, bits };
}
