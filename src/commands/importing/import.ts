import type { Context } from "../../cli/command.ts";
import type { ImportPlan } from "../../model/import/plan.ts";
import type { Held } from "../../operations/lock.ts";
import { type ErrorCode, GworldError } from "../../model/error.ts";
import { stackPorts } from "../stacks/stack-ports.ts";

interface Wish {
  readonly resources: readonly string[];
  /** A state file. */
  readonly fromTerraform: string | undefined;
  readonly wait: boolean;
  readonly noWait: boolean;
  readonly yes: boolean;
}

export async function runImport(
  { resources, fromTerraform, wait, noWait, yes }: Wish,
  context: Context,
): Promise<ErrorCode | undefined> {
  const { io, signal } = context;
  const [op, connection, origin] = await Promise.all([load(), context.connect(), context.origin("import")]);
  const { config, clock } = connection;
  const { report, pause } = op.operationDisplay(io);
  const warn = (text: string) => io.warn(text);
  const wish = op.lockWish({ command: "import", wait, noWait, io, clock, signal, pause });
  const seen = connection.locks.read(config.name).catch(() => undefined);
  const wiring = { ...connection, synth: context.synth, report, signal, attended: io.interactive, origin, warn };
  const approve = (plan: ImportPlan) => {
    pause();
    return io.approve((_, style) => op.importPlanText(plan, style), { yes, question: "Import this?" });
  };
  const underLock = (held: Held) => portsOf(op, op.sureFirst(wiring, held.sure));
  try {
    await Promise.all([seen, op.guardChange(wiring)]);
    const request = await requested(op, context, { resources, fromTerraform });
    const plan = await op.planImport(
      portsOf(op, wiring, () => op.awaitFreeLock(connection, wish)),
      request,
    );
    if (plan.stacks.length === 0) {
      io.result(op.imported(plan), op.importedText);
      return plan.refused.length > 0 ? "refused" : undefined;
    }
    if (!(await approve(plan))) return "refused";
    const done = await op.importResources(plan, request, {
      underLock: async (work) =>
        op.withEnvironmentLock(connection, wish, await seen, (held) =>
          op.journaled(wiring, held, () => work(underLock(held), held.undisturbed)),
        ),
      fresh: op.freshPlan,
      approve,
      warn,
    });
    pause();
    if (done === undefined) return "refused";
    io.result(done, op.importedText);
    return undefined;
  } finally {
    pause();
  }
}

/** What was typed, and what of a Terraform state is ours. Throws `usage` where nothing is named. */
async function requested(
  op: Operations,
  { connect, readFile, io }: Context,
  {
    resources,
    fromTerraform: file,
  }: { readonly resources: readonly string[]; readonly fromTerraform: string | undefined },
) {
  const { config, identity } = await connect();
  if (resources.length === 0 && file === undefined)
    throw new GworldError("usage", "Nothing is named that is to be imported.", {
      hint: "Name resources as <stack>/<logicalId>=<physicalId>, or a state file: --from-terraform state.json",
    });
  const wishes = resources.map((text) => op.readWish(config.name, text));
  if (file === undefined) return { wishes, refused: [] };
  const [text, { account }] = await Promise.all([readFile(file), identity.caller()]);
  const found = op.fromTerraform(text, { file, environment: config.name, account, region: config.region });
  if (found.others > 0) io.note(`What else is in ${file} (${found.others}) is not adopted: gworld makes its own.`);
  return { wishes: [...wishes, ...found.wishes], refused: found.refused };
}

interface Wiring extends Awaited<ReturnType<Context["connect"]>>, Pick<Context, "synth" | "signal"> {
  readonly report: ReturnType<Operations["operationDisplay"]>["report"];
}

function portsOf(op: Operations, wiring: Wiring, busy?: () => Promise<void>) {
  return { ...stackPorts(wiring, { busy }), place: op.placeTemplate(wiring) };
}

type Operations = Awaited<ReturnType<typeof load>>;

const load = async () => ({
  ...(await import("../../model/import/terraform.ts")),
  ...(await import("../../model/import/wish.ts")),
  ...(await import("../../operations/fresh-plan.ts")),
  ...(await import("../../operations/import.ts")),
  ...(await import("../../operations/journal.ts")),
  ...(await import("../../operations/lock.ts")),
  ...(await import("../../operations/place-template.ts")),
  ...(await import("../../operations/sure-first.ts")),
  ...(await import("../../output/import.ts")),
  ...(await import("../../output/lock.ts")),
  ...(await import("../../output/operation-display.ts")),
});
