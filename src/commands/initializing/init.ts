import type { Context, Surroundings } from "../../cli/command.ts";
import { loadConfig, type LoadedConfig } from "../../model/config/load.ts";
import { GworldError } from "../../model/error.ts";
import { configText } from "../../model/init/config-text.ts";
import { handSteps, workflowFile, workflowText } from "../../model/init/workflow-text.ts";
import { workflowEnvironments } from "../../model/init/workflow.ts";
import { mayWrite, type FilePlan } from "../../operations/init.ts";
import { initPlanText, initText, type Initialized } from "../../output/init.ts";
import { gatherAnswers, givenFlags, type AnswerFlags } from "./answers.ts";

export interface InitWish extends AnswerFlags {
  readonly ci: string | undefined;
  readonly force: boolean;
  readonly yes: boolean;
}

/** Asks for what flags do not say, shows what it would write, and writes it once that is approved. */
export async function runInit(wish: InitWish, context: Context) {
  const { io } = context;
  const place = await context.surroundings();
  const plan =
    wish.ci === undefined
      ? await planConfig(wish, place, context)
      : place.found === undefined
        ? await planBoth(wish, place, context)
        : await planWorkflow(await known(wish, place.found, context), { place, file: place.found, wish }, context);
  const { files, steps, ...told } = plan;
  const replaced = files.filter(({ replaces }) => replaces).map(({ path }) => path);
  const approved = await io.approve((_, style) => initPlanText(files, style), {
    yes: wish.yes,
    question:
      replaced.length > 0 ? `Replace ${replaced.join(" and ")} by this?` : `Write ${paths(plan).join(" and ")}?`,
  });
  if (!approved) return "refused" as const;
  for (const { path, text } of files) await context.writeFile(path, text);
  const done: Initialized = { ...told, ...(steps.length > 0 && { files: paths(plan) }) };
  io.result(done, (value, style) => initText(value, steps, style));
  return undefined;
}

interface InitPlan extends Pick<Initialized, "file" | "environments"> {
  readonly files: readonly FilePlan[];
  /** What stays to be done by hand. */
  readonly steps: readonly string[];
}

const paths = ({ files }: InitPlan) => files.map(({ path }) => path);

async function planConfig(wish: InitWish, place: Surroundings, { io, isThere }: Context): Promise<InitPlan> {
  const { file, found } = place;
  const replaces = await mayWrite({ isThere }, file, wish);
  if (found !== undefined && found !== file)
    io.warn(`${found} holds here now; ${file} takes its place in this folder.`);
  const ask = wish.yes
    ? undefined
    : await io.ask("Add --yes, and flags for what is not as by default: gworld init --help");
  const answers = await gatherAnswers(wish, place, ask);
  const text = configText(answers);
  // What is written must be what every other verb reads.
  loadConfig(text, file);
  return { file, environments: answers.environments, files: [{ path: file, text, replaces }], steps: [] };
}

async function planBoth(wish: InitWish, place: Surroundings, context: Context): Promise<InitPlan> {
  const { file } = place;
  // Nobody is asked for what then cannot be written.
  await mayWrite(context, workflowPath(place), wish);
  const config = await planConfig(wish, place, context);
  const loaded = loadConfig(config.files.map(({ text }) => text).join(""), file);
  const workflow = await planWorkflow(loaded, { place, file, wish }, context);
  return { ...workflow, environments: config.environments, files: [...config.files, ...workflow.files] };
}

interface WorkflowWish {
  readonly place: Surroundings;
  /** The configuration that it is for. */
  readonly file: string;
  readonly wish: InitWish;
}

async function planWorkflow(
  loaded: LoadedConfig,
  { place, file, wish }: WorkflowWish,
  { io, isThere }: Context,
): Promise<InitPlan> {
  const path = workflowPath(place);
  const replaces = await mayWrite({ isThere }, path, wish);
  const { environments, left } = workflowEnvironments(loaded);
  for (const one of left) io.warn(`Left out of the workflow: ${one}`);
  const branch = place.branch ?? "main";
  const text = workflowText(environments, { branch, within: place.within(file) });
  return {
    file,
    environments: environments.map(({ name }) => name),
    files: [{ path, text, replaces }],
    steps: handSteps(environments, branch),
  };
}

/** The configuration that is there, which answers all questions. */
async function known(wish: InitWish, found: string, { config }: Context): Promise<LoadedConfig> {
  const [flag] = givenFlags(wish);
  if (flag === undefined) return config();
  throw new GworldError("usage", `${found} is there, so that ${flag} would change nothing.`, {
    hint: `Leave it out: the workflow follows from ${found}, which is changed by hand.`,
  });
}

/** GitHub looks for workflows at the root of a repository alone. */
const workflowPath = ({ root }: Surroundings) => (root === "" ? workflowFile : `${root}/${workflowFile}`);
