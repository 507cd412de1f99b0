import type { GraphEdge, GraphNode, KeyGraph } from "../types";

/** A node of a graph in a list, and what stands below it. */
export interface Branch {
  node: GraphNode;
  /** What leads there; null for the key, where the list begins. */
  edge: GraphEdge | null;
  /** Whether it was told before, with all that is behind it. */
  isAgain: boolean;
  behind: Branch[];
}

/** Return a graph as a tree that begins with the key: behind it are its places and whose it is. */
export function treeOf(graph: Pick<KeyGraph, "nodes" | "edges">): Branch | null {
  const nodes = new Map(graph.nodes.map((one) => [one.id, one]));
  const told = new Set<string>();
  function branch(node: GraphNode, edge: GraphEdge | null): Branch {
    if (told.has(node.id)) return { node, edge, isAgain: true, behind: [] };
    told.add(node.id);
    const steps = graph.edges.filter((one) => nearEnd(one) === node.id);
    steps.sort((one, other) => Number(other.is_worst) - Number(one.is_worst));
    const behind = steps.flatMap((one) => {
      const next = nodes.get(farEnd(one));
      return next ? [branch(next, one)] : [];
    });
    return { node, edge, isAgain: false, behind };
  }
  const key = graph.nodes.find((one) => one.kind === "key");
  return key ? branch(key, null) : null;
}

/** Return the end of an edge that stands above the other in a list: of a place, the key. */
export function nearEnd(edge: GraphEdge): string {
  return edge.kind === "holds_key" ? edge.target : edge.source;
}

/** Return the end that stands below. */
export function farEnd(edge: GraphEdge): string {
  return edge.kind === "holds_key" ? edge.source : edge.target;
}
