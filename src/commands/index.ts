import type { Command } from "../cli/command.ts";
import type { Section } from "../cli/help.ts";
import { bootstrap } from "./bootstrap.ts";
import { configGet } from "./config-get.ts";
import { configSchema } from "./config-schema.ts";
import { configShow } from "./config-show.ts";
import { configValidate } from "./config-validate.ts";
import { cost } from "./cost.ts";
import { deploy } from "./deploy.ts";
import { destroy } from "./destroy.ts";
import { diff } from "./diff.ts";
import { doctor } from "./doctor.ts";
import { drift } from "./drift.ts";
import { graph } from "./graph.ts";
import { help } from "./help.ts";
import { history } from "./history.ts";
import { importCommand } from "./import.ts";
import { init } from "./init.ts";
import { localEnv } from "./local-env.ts";
import { localReset } from "./local-reset.ts";
import { localStart } from "./local-start.ts";
import { localStatus } from "./local-status.ts";
import { localStop } from "./local-stop.ts";
import { lockShow } from "./lock-show.ts";
import { logs } from "./logs.ts";
import { outputs } from "./outputs.ts";
import { quotas } from "./quotas.ts";
import { resources } from "./resources.ts";
import { restore } from "./restore.ts";
import { rollback } from "./rollback.ts";
import { scale } from "./scale.ts";
import { snapshotCreate } from "./snapshot-create.ts";
import { snapshotDelete } from "./snapshot-delete.ts";
import { snapshotDiff } from "./snapshot-diff.ts";
import { snapshotExport } from "./snapshot-export.ts";
import { snapshotHold } from "./snapshot-hold.ts";
import { snapshotImport } from "./snapshot-import.ts";
import { snapshotList } from "./snapshot-list.ts";
import { snapshotPrune } from "./snapshot-prune.ts";
import { snapshotReindex } from "./snapshot-reindex.ts";
import { snapshotShow } from "./snapshot-show.ts";
import { snapshotVerify } from "./snapshot-verify.ts";
import { status } from "./status.ts";
import { synth } from "./synth.ts";
import { unlock } from "./unlock.ts";
import { verify } from "./verify.ts";
import { whoami } from "./whoami.ts";
import { worldsCreate } from "./worlds-create.ts";
import { worldsDelete } from "./worlds-delete.ts";
import { worldsList } from "./worlds-list.ts";
import { worldsPause } from "./worlds-pause.ts";
import { worldsResume } from "./worlds-resume.ts";
import { worldsShow } from "./worlds-show.ts";
import { worldsSimulate } from "./worlds-simulate.ts";

/** Every verb, in the order in which help shows them. A body is loaded when its verb runs. */
export const sections: readonly Section[] = [
  {
    title: "Environments",
    commands: [
      init,
      configShow,
      configGet,
      configValidate,
      configSchema,
      whoami,
      doctor,
      bootstrap,
      synth,
      diff,
      deploy,
      outputs,
      status,
      verify,
      resources,
      drift,
      cost,
      quotas,
      graph,
      importCommand,
      destroy,
      history,
      rollback,
      lockShow,
      unlock,
    ],
  },
  {
    title: "Services",
    commands: [scale, logs],
  },
  {
    title: "Worlds",
    commands: [
      worldsList,
      worldsShow,
      worldsCreate,
      worldsPause,
      worldsResume,
      worldsDelete,
      worldsSimulate,
      snapshotCreate,
      snapshotList,
      snapshotShow,
      snapshotVerify,
      snapshotDiff,
      snapshotHold,
      snapshotDelete,
      snapshotPrune,
      snapshotExport,
      snapshotImport,
      snapshotReindex,
      restore,
    ],
  },
  {
    title: "Local cloud",
    commands: [localStart, localStop, localStatus, localReset, localEnv],
  },
  {
    title: "Help",
    commands: [help],
  },
];

export const commands: readonly Command[] = sections.flatMap((section) => section.commands);
