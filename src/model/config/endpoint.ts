const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Why an endpoint must not be talked to; undefined when it may. Credentials never travel in plain text to another machine. */
export function endpointProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return `"${text}" is not a URL such as https://aws.example`;
  const { protocol, hostname, username } = new URL(text);
  if (username !== "") return "an endpoint must not hold a user or password";
  if (protocol === "https:") return undefined;
  if (protocol !== "http:") return `an endpoint is https, or http on this machine; this is ${protocol.slice(0, -1)}`;
  return loopback.test(hostname) ? undefined : `plain http is for this machine only; ${hostname} needs https`;
}
