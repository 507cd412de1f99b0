import type { MessageDescriptor } from "@lingui/core";
import type { ReactNode } from "react";
import type { Right } from "@/api/types";
import { type Stored, stored } from "@/parts/stored";

/** One column of a list. The list of columns is all that a page says about its table. */
export interface Column<Row> {
  /** As the API and the command line call it: `last_used_at`. */
  name: string;
  title: MessageDescriptor;
  /** Pixels, as long as nobody drags it. */
  width: number;
  /** What a press on its title sorts by, as the API names it. */
  sort?: string;
  /** Which way that order runs: what is large first, or what is small. */
  order?: "ascending" | "descending";
  /** Whether it stays where it is while the rest scrolls: the level and the key. */
  isSticky?: boolean;
  isRight?: boolean;
  /** Whether it is there only when somebody asks for it. */
  isHidden?: boolean;
  /** Where it stands on a card: in its head, in its body with its title (`wide`: over its whole width), or not at all. */
  card?: "head" | "line" | "wide" | "none";
  cell: (row: Row) => ReactNode;
}

/** What can be done with one row: in its menu, by a key, and in the drawer. */
export interface RowAction<Row> {
  name: string;
  title: MessageDescriptor;
  icon?: ReactNode;
  /** The key that does it while its row is the current one. */
  key?: string;
  right?: Right;
  /** Whether it can be done with this row. */
  fits?: (row: Row) => boolean;
  run: (row: Row) => void;
}

/** What is selected: some rows by their ids, or all that fit the query. */
export type Selection = { ids: string[]; q: null } | { ids: null; q: string; count: number };

/** How somebody set up the columns of a list. */
export interface Layout {
  order: string[];
  shown: Record<string, boolean>;
  widths: Record<string, number>;
}

const EMPTY: Layout = { order: [], shown: {}, widths: {} };
const layouts = new Map<string, Stored<Layout>>();

/** Return the layout of a list and view, kept in this browser. */
export function layoutOf(noun: string, view: string): Stored<Layout> {
  const name = `columns.${noun}.${view}`;
  const one = layouts.get(name) ?? stored<Layout>(name, EMPTY);
  layouts.set(name, one);
  return one;
}

/** Whether rows are 28 px high instead of 36 px. */
export const dense = stored<boolean>("dense", false);
