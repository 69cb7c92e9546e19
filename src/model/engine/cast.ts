/** Who and what demo worlds are made of. */
type Some = readonly [string, ...string[]];

const words = (text: string): Some => {
  const [first = "", ...rest] = text.split(", ");
  return [first, ...rest];
};

export const firstNames = words(
  "Ada, Bruno, Clara, Dmitri, Elif, Farid, Grace, Hiro, Ines, Jonas, Kavya, Luca, Mina, Nadia, Oscar, Priya, Quentin, Rosa, Selma, Tomas, Uma, Viktor, Wanda, Yara, Zeno",
);
export const lastNames = words("Alder, Birch, Cedar, Dale, Ember, Fields, Grove, Hill, Iver, Juniper");
export const traits = words("curious, patient, stubborn, cheerful, shy, thrifty, dreamy, punctual, blunt, generous");
export const goals = words(
  "to win a prize at the harvest fair, to repair the old clock, to learn the piano, to be asked for advice, to see the city once, to own a boat, to keep the peace, to write the history of the village",
);
export const relations = words("friend, neighbour, sibling, rival, colleague, confidant");
export const moods = words("calm, hopeful, tired, amused, worried, proud");

/** Where people are, and what they do for a living there. */
export const places = words("square, bakery, school, library, harbour, orchard, workshop, tavern, mill, chapel");
export const trades: Readonly<Record<string, string>> = {
  square: "market trader",
  bakery: "baker",
  school: "teacher",
  library: "librarian",
  harbour: "fisher",
  orchard: "gardener",
  workshop: "carpenter",
  tavern: "brewer",
  mill: "miller",
  chapel: "bell ringer",
};

/** What people use and carry about. */
export const things = words(
  "kettle, bench, ledger, lantern, rowing boat, notice board, oven, telescope, piano, apple press, ladder, chess set",
);

export interface Topic {
  readonly name: string;
  readonly says: string;
}

/** What people talk about; memories of one topic have embeddings near each other. */
export const topics: readonly [Topic, ...Topic[]] = [
  { name: "the harvest fair", says: "the fair needs one more stall" },
  { name: "the old clock", says: "the clock has lost ten minutes again" },
  { name: "the new bridge", says: "the bridge will be done before the rain" },
  { name: "a missing cat", says: "the cat was seen behind the mill" },
  { name: "the school play", says: "the play still wants a dragon" },
  { name: "the price of flour", says: "flour is dearer than last month" },
  { name: "a letter from the city", says: "the letter asks for an answer by spring" },
  { name: "the night watch", says: "somebody left the harbour light burning" },
];
