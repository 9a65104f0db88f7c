/** Somebody with an account at the provider. */
export interface Person {
  /** The subject: never shown, never changes. */
  sub: string;
  login: string;
  password: string;
  name: string;
  email: string;
  groups: string[];
}

/** One who runs the home, one who lives there, one who does neither. */
export const people: Person[] = [
  {
    sub: "5f0c6a52-8d0e-4c39-9a53-1f1d1a6b7c01",
    login: "avery",
    password: "open-sesame",
    name: "Avery Stone",
    email: "avery@example.org",
    groups: ["admins"],
  },
  {
    sub: "5f0c6a52-8d0e-4c39-9a53-1f1d1a6b7c02",
    login: "robin",
    password: "open-sesame",
    name: "Robin Vale",
    email: "robin@example.org",
    groups: ["family"],
  },
  {
    sub: "5f0c6a52-8d0e-4c39-9a53-1f1d1a6b7c03",
    login: "jules",
    password: "open-sesame",
    name: "Jules Marsh",
    email: "jules@example.org",
    groups: [],
  },
];
