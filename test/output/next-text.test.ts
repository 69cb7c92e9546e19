import { expect, test } from "vitest";
import { shellWord } from "../../src/model/shell-word.ts";
import { nextText, sentence, sentences, prose } from "../../src/output/next-text.ts";
import { plainStyle } from "../../src/output/style.ts";
import { displayWidth } from "../../src/output/width.ts";

const id = "01JD2V8Q4XK3M5N7P9R1S3T5V7";
const restore = `gworld restore ${id} --as smallville-copy --allow-fuzzy -e staging`;
const show = "gworld worlds show smallville -e staging";

const widest = (text: string) => Math.max(...text.split("\n").map(displayWidth));

/** As a shell reads it. */
const typed = (text: string) => text.replaceAll(/ \\\n +/g, " ").replaceAll(/^ +/gm, "");

test("what fits stands beside the label, each below the first, with what is said of it", () => {
  expect(nextText([show, [restore, "a new world"]], plainStyle(120))).toBe(
    `Next: ${show}\n      ${restore}   a new world`,
  );
  expect(nextText([show], plainStyle(), "Go on with:")).toBe(`Go on with: ${show}`);
});

test.each([40, 60, 79])(
  "at %i columns nothing is wider, no word is broken, and each command can be copied",
  (width) => {
    const style = plainStyle(width);
    const text = nextText([show, [restore, "makes smallville-copy, a new world, which is paused then"]], style);
    expect(widest(text)).toBeLessThanOrEqual(width);
    const lines = typed(text).split("\n");
    expect(lines[0]).toBe("Next:");
    expect(lines).toContain(show);
    expect(lines).toContain(restore);
  },
);

test.each(["two words that are long", "it's one of Ada's worlds", 'a "quoted" text', "back\\slash  and two blanks"])(
  "what is quoted stays in one piece on its line: %s",
  (name) => {
    const command = `gworld snapshot create smallville --name ${shellWord(name)} --label "by=ada and others" -e staging`;
    const text = nextText([command], plainStyle(40));
    expect(typed(text).split("\n")).toEqual(["Next:", command]);
    expect(text.split("\n").length).toBeGreaterThan(2);
    expect(text).toContain(shellWord(name));
  },
);

test("a sentence goes on below its own beginning; in a pipe it is one line", () => {
  const text = "  kept: 25 agents, 1,000 memories, 40 objects and all events";
  expect(sentence(text, plainStyle(30))).toBe("  kept: 25 agents, 1,000\n    memories, 40 objects and\n    all events");
  expect(sentence(text, plainStyle())).toBe(text);
  expect(sentences(["Short", text], plainStyle(80))).toBe(`Short\n${text}`);
});

test("prose is broken between words, not within commands nor within what a task has said", () => {
  const said = `    | a  line of ${"words ".repeat(9)}`;
  const text = `Correct the cause of this, then type gworld deploy --env dev again. It goes on.\n${said}`;
  expect(prose(text, plainStyle(50))).toBe(
    `Correct the cause of this, then type\n  gworld deploy --env dev again. It goes on.\n${said}`,
  );
  expect(prose(text, plainStyle())).toBe(text);
});

const copied: readonly { hint: string; commands: readonly string[] }[] = [
  {
    hint: "Correct the cause of this, then type gworld deploy --env dev --yes again",
    commands: ["gworld deploy --env dev --yes"],
  },
  {
    hint: "gworld deploy --env staging takes it over. To free it now: gworld unlock --env staging --holder 3f2b91",
    commands: ["gworld deploy --env staging", "gworld unlock --env staging --holder 3f2b91"],
  },
  {
    hint: "See what it holds: aws s3 ls s3://gworld-dev-state --region eu-west-1. If nothing needs it: aws s3 rb s3://gworld-dev-state, an hour later: gworld bootstrap --env dev",
    commands: [
      "aws s3 ls s3://gworld-dev-state --region eu-west-1",
      "aws s3 rb s3://gworld-dev-state",
      "gworld bootstrap --env dev",
    ],
  },
  {
    hint: "Make a copy: gworld restore 01JD2V8Q --as 'my  world' --only 'a b' objects -e dev, then look at it",
    commands: ["gworld restore 01JD2V8Q --as 'my  world' --only 'a b' objects -e dev"],
  },
  {
    hint: `Once it is there run again: gworld snapshot create smallville --name ${shellWord("it's one")} --label "by=ada and others"`,
    commands: [`gworld snapshot create smallville --name ${shellWord("it's one")} --label "by=ada and others"`],
  },
  {
    hint: "Delete them by hand (see gworld resources --stack <stack>), then deploy again",
    commands: ["gworld resources --stack <stack>"],
  },
  {
    hint: "Write the templates to a folder: gworld synth --env dev --out <a folder>. It must be empty",
    commands: ["gworld synth --env dev --out <a folder>"],
  },
  {
    hint: "Sign in (aws sso login --profile dev, or the profile of before), then run the same command again",
    commands: ["aws sso login --profile dev"],
  },
  {
    hint: "Its stacks come first: gworld deploy --env dev --stack network storage compute",
    commands: ["gworld deploy --env dev --stack network storage compute"],
  },
  {
    hint: "gworld scale agent-runtime -e dev --count 3, or --min and --max for the bounds",
    commands: ["gworld scale agent-runtime -e dev --count 3"],
  },
  {
    hint: "It is to be deleted: aws kms cancel-key-deletion --key-id 1a2b && aws kms enable-key --key-id 1a2b",
    commands: ["aws kms cancel-key-deletion --key-id 1a2b && aws kms enable-key --key-id 1a2b"],
  },
  {
    hint: "Empty it: aws backup list-backup-vaults --query 'Vaults[].[Arn, Name]' --output text | xargs -r -n1 aws backup delete-recovery-point --backup-vault-name v; aws backup delete-backup-vault --backup-vault-name v",
    commands: [
      "aws backup list-backup-vaults --query 'Vaults[].[Arn, Name]' --output text | xargs -r -n1 aws backup delete-recovery-point --backup-vault-name v",
      "aws backup delete-backup-vault --backup-vault-name v",
    ],
  },
  {
    hint: "Give it a value: aws ssm put-parameter --name /gworld/dev/key --type SecureString --value file://<its value>",
    commands: ["aws ssm put-parameter --name /gworld/dev/key --type SecureString --value file://<its value>"],
  },
  {
    hint: "gworld snapshot list smallville tells what there is; gworld snapshot delete 01JD2V8Q -e dev --yes deletes one",
    commands: ["gworld snapshot list smallville", "gworld snapshot delete 01JD2V8Q -e dev --yes"],
  },
  {
    hint: "Update the one that is older (gworld --version tells yours) with npm install -g gworld, and begin anew",
    commands: ["gworld --version", "npm install -g gworld"],
  },
  {
    hint: `Some tools read keys alone: eval "$(aws configure export-credentials --format env)", then try again`,
    commands: [`eval "$(aws configure export-credentials --format env)"`],
  },
];

test.each(copied)(
  "a command that an error tells stays on one line, however narrow: $commands",
  ({ hint, commands }) => {
    for (let width = 40; width <= 120; width += 1) {
      const lines = prose(`Next: ${hint}`, plainStyle(width)).split("\n");
      for (const command of commands)
        expect(
          lines.filter((line) => line.includes(command)),
          `${command} at ${width} columns`,
        ).toHaveLength(1);
      // What is too wide is a command, alone on its line.
      for (const line of lines.filter((one) => displayWidth(one) > width))
        expect(commands).toContain(line.trim().replaceAll(/^\(|[.,;:)]+$/g, ""));
    }
  },
);

test("a command that is told does not take the sentence along", () => {
  const text =
    "gworld deploy --env dev brings it to rest, and gworld status --env dev tells what has come of all of it.";
  expect(prose(text, plainStyle(40))).toBe(
    "gworld deploy --env dev brings it to\n  rest, and gworld status --env dev\n  tells what has come of all of it.",
  );
});
