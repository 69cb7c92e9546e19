/** Ranges of private addresses (RFC 1918), as network and prefix length. */
const privateRanges = [
  [0x0a_00_00_00, 8],
  [0xac_10_00_00, 12],
  [0xc0_a8_00_00, 16],
] as const;

/** Why a text cannot be the range of an environment's VPC; undefined when it can. */
export function cidrProblem(text: string): string | undefined {
  const range = parse(text);
  if (range === undefined) return `"${text}" is not a range such as 10.0.0.0/16`;
  const { address, length } = range;
  if (length < 16 || length > 20) return `a VPC needs /16 to /20 to hold all subnets; this is /${length}`;
  const start = network(address, length);
  if (start !== address) return `${text} does not begin its range; ${dotted(start)}/${length} does`;
  const isPrivate = privateRanges.some(([base, prefix]) => network(address, prefix) === base);
  return isPrivate ? undefined : `${text} is not a private range (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16)`;
}

function parse(text: string): { address: number; length: number } | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)?.slice(1).map(Number);
  const length = parts?.pop() ?? 33;
  if (parts === undefined || length > 32 || parts.some((part) => part > 255)) return undefined;
  return { address: parts.reduce((sum, part) => sum * 256 + part, 0), length };
}

const network = (address: number, length: number) => (address & (length === 0 ? 0 : -1 << (32 - length))) >>> 0;

const dotted = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
