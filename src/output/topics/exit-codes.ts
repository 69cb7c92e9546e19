import { exitCodeTexts } from "../exit-code-text.ts";

const codes = exitCodeTexts().map(({ number, meaning }) => `  ${String(number).padStart(3)}  ${meaning}`);

export const text = `
Exit codes
${codes.join("\n")}

For programs
  stdout holds the answer and nothing else. With --json it is one JSON document. A failure then leaves stdout empty and
  prints {"error":{"code","message","hint","cause"}} on stderr; events of a running operation come before it there, one
  JSON object a line.
`;
