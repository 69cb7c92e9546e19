/** An egress rule that matches nothing: an empty list would leave EC2's allow-all rule in place. */
export const noEgress = {
  ipProtocol: "icmp",
  fromPort: 252,
  toPort: 86,
  cidrIp: "255.255.255.255/32",
  description: "No traffic out",
} as const;
