import type { components } from "./schema";

/** All shapes of the API, by their names; generated from `docs/reference/openapi.json` by `npm run api`. */
export type Schemas = components["schemas"];

export type Severity = Schemas["Severity"];
export type AdviceLevel = Schemas["AdviceLevel"];
export type Right =
  | "read"
  | "note"
  | "decide"
  | "run"
  | "respond"
  | "rotate"
  | "approve"
  | "audit"
  | "administer";

export type Me = Schemas["Me"];
export type Person = Schemas["Person"];
export type Job = Schemas["Job"];
export type Freshness = Schemas["Freshness"];
export type FacetList = Schemas["FacetList"];
export type Vocabulary = Schemas["VocabularyPage"];
export type VocabularyField = Schemas["FieldRow"];
export type QueryCheck = Schemas["QueryCheck"];
export type QueryFault = Schemas["QueryFault"];
export type WhyEmpty = Schemas["WhyEmpty"];
/** What an edit of remarks, owners or tags did. */
export type EditDone = Schemas["SaidAnswer"];
/** What a decision did. */
export type DecisionDone = Schemas["Decided"];

/** One page of a list. */
export interface Page<Row> {
  rows: Row[];
  next: string | null;
  total: number;
  /** Whether there are about so many; not said by lists that count to the end. */
  approximate?: boolean;
  hidden: number;
  as_of: string;
}
