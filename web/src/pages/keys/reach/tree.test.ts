import { expect, test } from "vitest";
import type { GraphEdge, GraphNode } from "../types";
import { type Branch, treeOf } from "./tree";

const node = (id: string, kind: GraphNode["kind"]): GraphNode => ({
  id,
  kind,
  layer: "identity",
  name: id,
  detail: "",
  severity: null,
  why: "",
  link: null,
  is_worst: false,
  hidden: 0,
});
const edge = (source: string, target: string, kind: GraphEdge["kind"], is_worst = false): GraphEdge => ({
  source,
  target,
  kind,
  is_worst,
  actions: [],
  more_actions: 0,
  is_conditional: false,
});

/** Give a tree as text: each node with what is below it. */
const told = (one: Branch | null): string =>
  one ? `${one.node.id}${one.isAgain ? "!" : ""}(${one.behind.map(told).join(" ")})` : "";

test("a list begins with the key, its places before whose it is where they are worse", () => {
  const nodes = [node("file", "code"), node("key", "key"), node("alice", "user")];
  const edges = [edge("key", "alice", "acts_as"), edge("file", "key", "holds_key", true)];
  expect(told(treeOf({ nodes, edges }))).toBe("key(file() alice())");
});

test("what two ways lead to is told once with all that is behind it", () => {
  const nodes = [
    node("key", "key"),
    node("a", "group"),
    node("b", "group"),
    node("p", "custom"),
    node("r", "service"),
  ];
  const edges = [
    edge("key", "a", "is_in"),
    edge("key", "b", "is_in"),
    edge("a", "p", "has"),
    edge("b", "p", "has"),
    edge("p", "r", "reads"),
  ];
  expect(told(treeOf({ nodes, edges }))).toBe("key(a(p(r())) b(p!()))");
});

test("a graph without its key has no list", () => {
  expect(treeOf({ nodes: [node("a", "user")], edges: [] })).toBe(null);
});
