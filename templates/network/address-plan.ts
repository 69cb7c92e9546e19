/** The subnets of a VPC: each tier has one in every Availability Zone. */
export interface AddressPlan {
  readonly private: readonly string[];
  readonly public: readonly string[];
  readonly isolated: readonly string[];
}

/** Splits an IPv4 block into sixteen equal ones and returns block `index`. */
function sixteenth(cidr: string, index: number): string {
  const [address = "", bits = ""] = cidr.split("/");
  const base = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const start = base + index * 2 ** (32 - Number(bits) - 4);
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${octets.join(".")}/${Number(bits) + 4}`;
}

/** Tiers start at blocks 0, 8 and 12, so that a third zone or new tiers never move a subnet that exists. */
export function addressPlan(cidr: string, zones: number): AddressPlan {
  const tier = (first: number) => Array.from({ length: zones }, (_, zone) => sixteenth(cidr, first + zone));
  return { private: tier(0), public: tier(8), isolated: tier(12) };
}
