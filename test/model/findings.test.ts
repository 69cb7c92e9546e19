import { expect, test } from "vitest";
import {
  accountFinding,
  bootstrapFinding,
  credentialsFinding,
  nodeFinding,
  stackFindings,
  stateFinding,
} from "../../src/model/findings.ts";
import { lockFinding } from "../../src/model/lock-findings.ts";
import { devConfig } from "../fakes/context.ts";
import { somebody } from "../fakes/locks.ts";
import { stateEntry } from "../fakes/state-entry.ts";

const now = Date.UTC(2026, 10, 22, 12);
const caller = { account: "1", arn: "arn:aws:iam::1:user/dev", source: "profile" };
const wanted = { name: "b", version: 2, digest: "0123456789abcdef", body: "{}", capabilities: [] } as const;
const made = { name: "b", status: "CREATE_COMPLETE", outputs: { Version: "2" } };
const failed = stateEntry("dev", undefined, { result: "failed" }).revision;
const whole = { standing: undefined, schema: 2, deployed: true };

test.each([
  { finding: nodeFinding("24.1.0"), status: "ok", message: /24.1.0/ },
  { finding: nodeFinding("20.19.1"), status: "warn", message: /no security updates/ },
  { finding: credentialsFinding(caller, now), status: "ok", message: /profile/ },
  { finding: credentialsFinding({ ...caller, expiresAt: "2026-11-22T12:05:00Z" }, now), status: "warn", message: /5m/ },
  { finding: accountFinding({ ...devConfig, account: "1" }, caller), status: "ok", message: /as the configuration/ },
  { finding: accountFinding({ ...devConfig, account: "2" }, caller), status: "fail", message: /are of 1/ },
  { finding: accountFinding(devConfig, caller), status: "ok", message: /names none/ },
  { finding: accountFinding({ ...devConfig, protected: true }, caller), status: "warn", message: /names none/ },
  { finding: bootstrapFinding("dev", undefined, wanted), status: "fail", message: /not prepared/ },
  {
    finding: bootstrapFinding("dev", { ...made, outputs: { Version: "3" } }, wanted),
    status: "fail",
    message: /knows 2/,
  },
  { finding: bootstrapFinding("dev", made, wanted), status: "warn", message: /not as this gworld/ },
  {
    finding: bootstrapFinding("dev", { ...made, status: "CREATE_IN_PROGRESS" }, wanted),
    status: "fail",
    message: /going/,
  },
  { finding: stateFinding("dev", { ...whole, latest: failed }), status: "warn", message: /Revision 1 is failed/ },
  { finding: stateFinding("dev", { ...whole, latest: undefined, deployed: false }), status: "ok", message: /nothing/ },
  { finding: lockFinding("dev", somebody({ since: now - 60_000 }), false, now), status: "ok", message: /held by/ },
  { finding: lockFinding("dev", somebody({ since: now - 7_200_000 }), false, now), status: "warn", message: /for 2h/ },
  { finding: stackFindings("dev", [])[0], status: "ok", message: /none yet/ },
])("$finding.check: $finding.message is $status", ({ finding, status, message }) => {
  expect(finding).toMatchObject({ status, message: expect.stringMatching(message) });
  expect(status === "ok" || (finding?.hint ?? "") !== "").toBe(true);
});
