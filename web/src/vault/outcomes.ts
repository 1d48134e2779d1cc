/** What can come of a case (cases/models.py). In a module of its own: the form does not wait for it. */
export const OUTCOMES = ["substantiated", "partly", "unsupported", "outside-scope", "passed-on", "duplicate"] as const;
export type Outcome = (typeof OUTCOMES)[number];
