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
