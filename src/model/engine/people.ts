import { type AttributeValue, type Item, listAt, mapOf, numberOf, stringOf } from "../item.ts";
import { firstNames, goals, lastNames, places, relations, trades, traits } from "./cast.ts";
import { chance, pick } from "./chance.ts";

/** Somebody of a demo world: what never changes of an agent's row. */
export interface Person {
  readonly agentId: string;
  readonly name: string;
  readonly definition: Item;
}

const agentIdOf = (index: number) => `a-${String(index + 1).padStart(3, "0")}`;

/** The how many-eth of so many people; it follows from the seed. */
export function person(index: number, of: number, seed: string): Person {
  const random = chance(`${seed}/person/${index}`);
  const [work, home, evening] = [pick(places, random), pick(places, random), pick(places, random)];
  const routine = [
    { from: 0, place: home },
    { from: 8, place: work },
    { from: 17, place: evening },
    { from: 22, place: home },
  ];
  return {
    agentId: agentIdOf(index),
    name: nameOf(index),
    definition: {
      age: { N: String(18 + Math.floor(random() * 60)) },
      trade: { S: trades[work] ?? "wanderer" },
      traits: { L: [...new Set([pick(traits, random), pick(traits, random)])].map((trait) => ({ S: trait })) },
      goal: { S: pick(goals, random) },
      routine: { L: routine.map(({ from, place }) => ({ M: { from: { N: String(from) }, place: { S: place } } })) },
      relations: { L: relationsOf(index, of, random) },
    },
  };
}

/** Where somebody is at an hour of the day, by the routine of the row; undefined for an agent that has none. */
export function placeAt(row: Item, hour: number): string | undefined {
  const routine = listAt(mapOf(row, "definition"), "routine").flatMap((value) => ("M" in value ? [value.M] : []));
  const now = routine.findLast((entry) => (numberOf(entry, "from") ?? 0) <= hour);
  return stringOf(now, "place");
}

/** Whom somebody knows, by agent ID. */
export const knownTo = (row: Item): readonly string[] =>
  listAt(mapOf(row, "definition"), "relations").flatMap((value) =>
    "M" in value ? (stringOf(value.M, "agentId") ?? []) : [],
  );

/** 250 plain names, then the same with a letter between. */
function nameOf(index: number): string {
  const first = firstNames[index % firstNames.length] ?? firstNames[0];
  const rest = Math.floor(index / firstNames.length);
  const last = lastNames[rest % lastNames.length] ?? lastNames[0];
  const round = Math.floor(rest / lastNames.length);
  return round === 0 ? `${first} ${last}` : `${first} ${String.fromCharCode(64 + (round % 27))}. ${last}`;
}

function relationsOf(index: number, of: number, random: () => number): readonly AttributeValue[] {
  const others = [index + 1, index + 2 + Math.floor(random() * Math.max(1, of - 2)), index + of - 1]
    .map((other) => other % of)
    .filter((other) => other !== index);
  return [...new Set(others)].map((other) => ({
    M: { agentId: { S: agentIdOf(other) }, kind: { S: pick(relations, random) } },
  }));
}
