import { single } from "./single.ts";
import type { Case } from "./case.ts";
import { changeSets } from "./change-sets.ts";
import { creations } from "./creations.ts";
import { deletions } from "./deletions.ts";
import { drift } from "./drift.ts";
import { extensions } from "./extensions.ts";
import { exported } from "./exported.ts";
import { imports } from "./imports.ts";
import { intrinsics } from "./intrinsics.ts";
import { limits } from "./limits.ts";
import { nestedStacks } from "./nested.ts";
import { operations } from "./operations.ts";
import { options } from "./options.ts";
import { parameters } from "./parameters.ts";
import { protection } from "./protection.ts";
import { refusals } from "./refusals.ts";
import { revertedDrift } from "./reverted-drift.ts";
import { rules } from "./rules.ts";
import { updates } from "./updates.ts";
import { waits } from "./waits.ts";

/** All cases; each stands alone and leaves nothing that another would see. */
export const cases: readonly Case[] = [
  ...creations,
  ...updates,
  ...waits,
  ...limits,
  ...single,
  ...deletions,
  ...changeSets,
  ...imports,
  ...drift,
  ...revertedDrift,
  ...nestedStacks,
  ...operations,
  ...options,
  ...protection,
  ...exported,
  ...parameters,
  ...rules,
  ...intrinsics,
  ...extensions,
  ...refusals,
];
