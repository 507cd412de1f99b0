import type { GraphEdge, GraphNode } from "../types";

/** What of a graph decides where its parts stand. */
export type Shown = Pick<GraphNode, "id" | "layer" | "is_worst">;
export type Stepped = Pick<GraphEdge, "source" | "target" | "is_worst">;

export interface Placed {
  id: string;
  column: number;
  row: number;
  x: number;
  y: number;
}

export interface Layout {
  nodes: Map<string, Placed>;
  /** Where each column begins, and what it holds. */
  columns: { x: number; layer: GraphNode["layer"] }[];
  /** The width of a node. */
  across: number;
  /** The room between two columns. */
  gap: number;
  width: number;
  height: number;
}

/** The height of a node. */
export const HIGH = 74;
/** The room for the name of a layer above its nodes. */
export const HEAD = 22;
const BETWEEN_ROWS = 10;
const NARROWEST = 70;
const WIDEST = 164;
/** A node of this width has room for most names. */
const READABLE = 92;
const [CLOSEST, USUAL, FARTHEST] = [16, 30, 64];
const CORNER = 6;

/**
 * Place a graph from left to right in so much room: a column a layer, and for identities one a step, since
 * groups and roles come behind whoever is in or takes them. The worst path lies in the first row; what is too
 * wide for the room is wider than it, so that names can be read.
 */
export function layout(nodes: Shown[], edges: Stepped[], room: number): Layout {
  const columns = columnsOf(nodes, edges);
  const count = Math.max(1, ...[...columns.values()].map((one) => one + 1));
  const least = (room - (count - 1) * USUAL) / count >= READABLE ? USUAL : CLOSEST;
  const gap = clamp((room - count * WIDEST) / Math.max(count - 1, 1), least, FARTHEST);
  const across = clamp((room - (count - 1) * gap) / count, NARROWEST, WIDEST);
  const worst = nodes.filter((one) => one.is_worst);
  const lastOfWorst = Math.max(-1, ...worst.map((one) => columns.get(one.id) ?? 0));
  const placed = new Map<string, Placed>();
  const heads: Layout["columns"] = [];
  for (let column = 0; column < count; column++) {
    const x = column * (across + gap);
    const here = nodes.filter((one) => columns.get(one.id) === column);
    if (here[0]) heads.push({ x, layer: here[0].layer });
    // Where the worst path goes past a column, its row stays free.
    const free = here.some((one) => one.is_worst) || column >= lastOfWorst ? 0 : 1;
    for (const [at, one] of inOrder(here, edges, placed).entries()) {
      const row = at + free;
      placed.set(one.id, { id: one.id, column, row, x, y: HEAD + row * (HIGH + BETWEEN_ROWS) });
    }
  }
  const rows = Math.max(0, ...[...placed.values()].map((one) => one.row + 1));
  return {
    nodes: placed,
    columns: heads,
    across,
    gap,
    width: count * across + (count - 1) * gap,
    height: HEAD + rows * HIGH + Math.max(0, rows - 1) * BETWEEN_ROWS,
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.floor(value)));
}

/** Return the column of each node; columns in which nothing stands are left out. */
function columnsOf(nodes: Shown[], edges: Stepped[]): Map<string, number> {
  const depths = depthsOf(nodes, edges);
  const deepest = Math.max(0, ...depths.values());
  const column = (one: Shown) =>
    ({
      place: 0,
      key: 1,
      identity: 2 + (depths.get(one.id) ?? 0),
      policy: 3 + deepest,
      resource: 4 + deepest,
    })[one.layer];
  const used = [...new Set(nodes.map(column))].sort((one, other) => one - other);
  return new Map(nodes.map((one) => [one.id, used.indexOf(column(one))]));
}

/** Return how many steps each identity is away from the one whose key it is. */
function depthsOf(nodes: Shown[], edges: Stepped[]): Map<string, number> {
  const people = new Set(nodes.filter((one) => one.layer === "identity").map((one) => one.id));
  const between = edges.filter((one) => people.has(one.source) && people.has(one.target));
  const behind = new Set(between.map((one) => one.target));
  const depths = new Map([...people].filter((one) => !behind.has(one)).map((one) => [one, 0]));
  for (const [at, depth] of depths)
    for (const one of between)
      if (one.source === at && !depths.has(one.target)) depths.set(one.target, depth + 1);
  return depths;
}

/** Return the nodes of a column: the worst path first, then each near what leads to it. */
function inOrder(nodes: Shown[], edges: Stepped[], placed: Map<string, Placed>): Shown[] {
  const height = new Map(
    nodes.map((one) => {
      const rows = edges
        .filter((edge) => edge.target === one.id)
        .map((edge) => placed.get(edge.source)?.row)
        .filter((row) => row !== undefined);
      return [one.id, rows.length ? rows.reduce((sum, row) => sum + row, 0) / rows.length : 0];
    }),
  );
  const rank = (one: Shown) => (one.is_worst ? -1 : (height.get(one.id) ?? 0));
  return [...nodes].sort((one, other) => rank(one) - rank(other));
}

/**
 * Return the line of an edge as a path of SVG: over, up or down in the middle of the room before `to`, and over.
 * What goes up or down from one node does so on one line, so that many edges stay one picture.
 */
export function line(from: Placed, to: Placed, { across, gap }: Pick<Layout, "across" | "gap">): string {
  const [x, y, end] = [from.x + across, from.y + HIGH / 2, to.y + HIGH / 2];
  if (y === end) return `M${x} ${y}H${to.x}`;
  const turn = to.x - gap / 2;
  const corner = Math.min(CORNER, gap / 2, Math.abs(end - y) / 2);
  const down = end > y ? corner : -corner;
  return `M${x} ${y}H${turn - corner}Q${turn} ${y} ${turn} ${y + down}V${end - down}Q${turn} ${end} ${turn + corner} ${end}H${to.x}`;
}

/**
 * Return where an arrow key leads from a node: left and right along an edge, the worst first, up and down to
 * what stands beside it in its column. `came` is the node before: going back leads there.
 */
export function walked(
  layout: Layout,
  edges: Stepped[],
  at: string,
  key: string,
  came?: string | null,
): string | null {
  const here = layout.nodes.get(at);
  if (!here) return null;
  if (key === "ArrowUp" || key === "ArrowDown") {
    const row = here.row + (key === "ArrowUp" ? -1 : 1);
    const beside = [...layout.nodes.values()].find((one) => one.column === here.column && one.row === row);
    return beside?.id ?? null;
  }
  const isRight = key === "ArrowRight";
  const ways = edges
    .filter((one) => (isRight ? one.source : one.target) === at)
    .map((one) => ({ id: isRight ? one.target : one.source, worst: one.is_worst }));
  if (ways.some((one) => one.id === came)) return came ?? null;
  const away = (id: string) => Math.abs((layout.nodes.get(id)?.row ?? 0) - here.row);
  ways.sort((one, other) => Number(other.worst) - Number(one.worst) || away(one.id) - away(other.id));
  return ways[0]?.id ?? null;
}
