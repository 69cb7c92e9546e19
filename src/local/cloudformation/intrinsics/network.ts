import { invalid } from "../refusal.ts";
import { isUnknown, knownAfterApply, scalarText, type Intrinsic } from "./scope.ts";
import { shapeErrors } from "./shapes.ts";

/** Three zones in every Region; AWS gives those of the account's default VPC. */
const getAZs: Intrinsic = (argument, scope, evaluate) => {
  const region = scalarText(evaluate(argument, scope));
  const zone = region === undefined || region === "" ? scope.region : region;
  return ["a", "b", "c"].map((letter) => `${zone}${letter}`);
};

const cidr: Intrinsic = (argument, scope, evaluate) => {
  const [block, count, bits] = (Array.isArray(argument) ? argument : []).map((part) =>
    scalarText(evaluate(part, scope)),
  );
  if (block === undefined || count === undefined) throw invalid(shapeErrors["Fn::Cidr"] ?? "");
  if (isUnknown(block)) return Array.from({ length: Number(count) }, () => knownAfterApply);
  return block.includes(":")
    ? ipv6(block, Number(count), Number(bits ?? 64))
    : ipv4(block, Number(count), Number(bits ?? 8));
};

function ipv4(block: string, count: number, bits: number): readonly string[] {
  const [address = "", length = ""] = block.split("/");
  const octets = address.split(".").map(Number);
  const valid = octets.length === 4 && octets.every((octet) => octet >= 0 && octet <= 255);
  if (!valid || length === "") throw invalid(`Template error: ${block} is not a valid CIDR block`);
  const base = octets.reduce((value, octet) => value * 256 + octet, 0);
  checkRoom(block, count, bits - (32 - Number(length)));
  return Array.from({ length: count }, (_, index) => {
    const start = base + index * 2 ** bits;
    return `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join(".")}/${32 - bits}`;
  });
}

function ipv6(block: string, count: number, bits: number): readonly string[] {
  const [address = "", length = "0"] = block.split("/");
  const [head = "", tail = ""] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail.split(":").filter(Boolean);
  const groups = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => "0"), ...right];
  const base = groups.reduce((value, group) => (value << 16n) + BigInt(`0x${group}`), 0n);
  checkRoom(block, count, bits - (128 - Number(length)));
  return Array.from({ length: count }, (_, index) => {
    const start = base + (BigInt(index) << BigInt(bits));
    const parts = Array.from({ length: 8 }, (_, at) => ((start >> BigInt(112 - at * 16)) & 0xffffn).toString(16));
    return `${parts
      .join(":")
      .replace(/(?:^|:)0(?::0)+(?=:|$)/, ":")
      .replace(/:$/, "::")}/${128 - bits}`;
  });
}

/** `excess` is how many bits the wanted blocks are wider than the given one. */
function checkRoom(block: string, count: number, excess: number) {
  if (!(count >= 1 && count <= 256) || count > 2 ** -excess)
    throw invalid(`Template error: Fn::Cidr cannot make ${count} blocks of ${block}`);
}

/** Functions that know of addresses and zones. */
export const network: Readonly<Record<string, Intrinsic>> = { "Fn::GetAZs": getAZs, "Fn::Cidr": cidr };
