import type { Context } from "../../cli/command.ts";
import type { KeepWorld } from "../../operations/destroy.ts";

type Surroundings = Pick<Context, "version" | "io">;

/**
 * Takes final snapshots into files of a folder, each named after its environment, its world and its moment. Throws `usage`
 * at once where the folder cannot be written to.
 */
export async function finalSnapshots(
  { version, io }: Surroundings,
  connection: Awaited<ReturnType<Context["connect"]>>,
  folder: string,
): Promise<KeepWorld> {
  await connection.data.bundles.checkFolder(folder);
  const [{ planSnapshot, applySnapshot }, { exportSnapshot }, { findWorld }, { openSnapshot }, { withLease }, request] =
    await Promise.all([
      import("../../operations/snapshot-create.ts"),
      import("../../operations/snapshot-export.ts"),
      import("../../operations/find-world.ts"),
      import("../../operations/open-snapshot.ts"),
      import("../../operations/lease.ts"),
      import("../../model/snapshot/request.ts"),
    ]);
  const quiet = () => undefined;
  return async (worldId, signal) => {
    const wish = request.snapshotRequest({
      world: worldId,
      name: "final",
      label: [],
      consistency: undefined,
      full: false,
    });
    const plan = await planSnapshot(connection, wish, findWorld);
    const command = request.snapshotCommand(plan.env, wish, undefined);
    const { snapshotId } = await io.during(`Keeping ${worldId}`, () =>
      applySnapshot(connection, plan, { withLease, signal, version, command, maxReadUnits: undefined, report: quiet }),
    );
    const file = `${folder}/${plan.env}-${worldId.replaceAll(/[^\w.-]/g, "_")}-${snapshotId}.tar`;
    await exportSnapshot(connection, snapshotId, { open: openSnapshot, file, force: true, signal, report: quiet });
    return { worldId, snapshotId, file };
  };
}
