import type { Context } from "../../cli/command.ts";
import { loadConfig } from "../../model/config/load.ts";
import { configText } from "../../model/init/config-text.ts";
import { planInit } from "../../operations/init.ts";
import { initPlanText, initText } from "../../output/init.ts";
import { gatherAnswers, type AnswerFlags } from "./answers.ts";

export interface InitWish extends AnswerFlags {
  readonly force: boolean;
  readonly yes: boolean;
}

/** Asks for what flags do not say, shows what it would write, and writes it once that is approved. */
export async function runInit(wish: InitWish, context: Context) {
  const { io, isThere } = context;
  const { yes, force } = wish;
  const place = await context.surroundings();
  const { file, found } = place;
  const plan = await planInit({ isThere }, { file, force });
  if (found !== undefined && found !== file)
    io.warn(`${found} holds here now; ${file} takes its place in this folder.`);
  const ask = yes ? undefined : await io.ask("Add --yes, and flags for what is not as by default: gworld init --help");
  const answers = await gatherAnswers(wish, place, ask);
  const text = configText(answers);
  // What is written must be what every other verb reads.
  loadConfig(text, file);
  const approved = await io.approve((_, style) => initPlanText([{ ...plan, text }], style), {
    yes,
    question: plan.replaces ? `Replace ${file} by this?` : `Write ${file}?`,
  });
  if (!approved) return "refused" as const;
  await context.writeFile(file, text);
  io.result({ file, environments: answers.environments }, initText);
  return undefined;
}
