/** As a shell reads it, but that a `<value to fill in>` may have blanks; what ends the sentence is not of it. */
const value = String.raw`(?:'[^']*'|"(?:\\.|[^"\\])*"|<[^<>]*>|\\.|[^\s'"<>\\])+(?<![.,;:!?)])`;
/** A word that no sentence would go on with: a path, an address, an ID, what is quoted or to be filled in. */
const datum = String.raw`(?=\S*[\d/=<'"$])${value}`;
const flagFollows = "(?= --?[a-zA-Z])";
const endFollows = String.raw`(?=[.,;:!?)]*(?:$|[.,;:!?)] ))`;

const flag = String.raw` --?[a-zA-Z][\w-]*(?:=${value})?`;
const lonelyFlag = String.raw` --(?:yes|force|demo|json|recover|purge|abort|with-data|discard-worlds)(?![\w=-])`;
const listFlag = ` --(?:stack|only|skip|allow-replace)(?: (?!-)${value})+${endFollows}`;
const flags = `(?:${lonelyFlag}|${listFlag}|${flag}(?:(?: (?!-)${value}){2,6}${flagFollows}|(?: (?![-&|(])${value}(?: ${datum})*)?))*`;

/** All words before a flag or the end of a sentence; else a verb and what may be its operand, and the sentence goes on. */
const verb = String.raw`(?:worlds|snapshot|config|local|s3|sso|configure) [\w-]+|(?![-(])${value}`;
const operand = `(?: (?![-&|(])${value})`;
const operands = `(?:${operand}{1,4}(?:${flagFollows}|${endFollows})| (?:${verb})${operand}?(?: ${datum})*)?`;

const simple = `${operands}${flags}`;
const programs = "(?:gworld|aws|npm|npx|eval|sudo|docker)";
const command = String.raw`[("]*${programs}${simple}(?: (?:&&|\|\|?) [\w-]+${flags}${simple})*\S*`;

const parts = new RegExp(String.raw`(?<!\S)${command}|\S+`, "g");

/** The words of a line that tells what to type, each command in it as one. */
export const commandParts = (line: string): readonly string[] => line.match(parts) ?? [];
