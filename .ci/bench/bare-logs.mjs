// The floor: FilterLogEvents pages by the AWS SDK alone, each event as a line of JSON. `all <endpoint> <group> <from>`, or `first`.
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";

const [what, endpoint, logGroupName, from] = process.argv.slice(2);
const client = new CloudWatchLogs({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "AKIALOCAL", secretAccessKey: "local" },
});
const whole = what === "all";
let nextToken;
for (;;) {
  const page = await client.filterLogEvents({ logGroupName, startTime: Number(from), nextToken });
  nextToken = page.nextToken;
  const lines = page.events.map((event) => `${JSON.stringify(event)}\n`).join("");
  if (!process.stdout.write(lines)) await new Promise((done) => process.stdout.once("drain", done));
  if (!whole || nextToken === undefined) break;
}
client.destroy();
