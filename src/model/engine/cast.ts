/** Who and what demo worlds are made of. */
export const firstNames = [
  "Ada",
  "Bruno",
  "Clara",
  "Dmitri",
  "Elif",
  "Farid",
  "Grace",
  "Hiro",
  "Ines",
  "Jonas",
  "Kavya",
  "Luca",
  "Mina",
  "Nadia",
  "Oscar",
  "Priya",
  "Quentin",
  "Rosa",
  "Selma",
  "Tomas",
  "Uma",
  "Viktor",
  "Wanda",
  "Yara",
  "Zeno",
] as const;
export const lastNames = [
  "Alder",
  "Birch",
  "Cedar",
  "Dale",
  "Ember",
  "Fields",
  "Grove",
  "Hill",
  "Iver",
  "Juniper",
] as const;
export const trades = [
  "baker",
  "teacher",
  "gardener",
  "librarian",
  "carpenter",
  "painter",
  "nurse",
  "fisher",
  "clockmaker",
  "brewer",
] as const;
export const traits = ["curious", "patient", "stubborn", "cheerful", "shy", "thrifty", "dreamy", "punctual"] as const;
export const places = [
  "square",
  "bakery",
  "school",
  "library",
  "harbour",
  "orchard",
  "workshop",
  "tavern",
  "mill",
  "chapel",
] as const;
export const things = [
  "kettle",
  "bench",
  "ledger",
  "lantern",
  "rowing boat",
  "notice board",
  "oven",
  "telescope",
  "piano",
  "apple press",
] as const;
export const moods = ["calm", "hopeful", "tired", "amused", "worried", "proud"] as const;

interface Topic {
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
