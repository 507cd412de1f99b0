import { describe, expect, test } from "vitest";
import { HIGH, layout, line, type Shown, type Stepped, walked } from "./layout";

const node = (id: string, layer: Shown["layer"], is_worst = false): Shown => ({ id, layer, is_worst });
const edge = (source: string, target: string, is_worst = false): Stepped => ({ source, target, is_worst });

const NODES = [
  node("other place", "place"),
  node("place", "place", true),
  node("key", "key", true),
  node("alice", "identity", true),
  node("ops", "identity", true),
  node("reader", "policy"),
  node("admin", "policy", true),
  node("everything", "resource", true),
];
const EDGES = [
  edge("other place", "key"),
  edge("place", "key", true),
  edge("key", "alice", true),
  edge("alice", "ops", true),
  edge("alice", "reader"),
  edge("ops", "admin", true),
  edge("admin", "everything", true),
];
const at = (room = 1000) => layout(NODES, EDGES, room);

describe("layout", () => {
  test("layers stand from left to right, a group behind whoever is in it", () => {
    const placed = at().nodes;
    const columns = ["place", "key", "alice", "ops", "admin", "everything"].map(
      (id) => placed.get(id)?.column,
    );
    expect(columns).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("the worst path lies in the first row", () => {
    const rows = [...at().nodes.values()].filter((one) => one.row === 0).map((one) => one.id);
    expect(rows).toEqual(NODES.filter((one) => one.is_worst).map((one) => one.id));
  });

  test("where the worst path goes past a column, nothing lies on its line", () => {
    const nodes = [node("alice", "identity", true), node("ops", "identity"), node("all", "policy", true)];
    const found = layout(nodes, [edge("alice", "ops"), edge("alice", "all", true)], 900).nodes;
    expect([found.get("all")?.row, found.get("ops")?.row]).toEqual([0, 1]);
  });

  test("no two nodes lie on each other", () => {
    const places = [...at().nodes.values()].map((one) => `${one.column} ${one.row}`);
    expect(new Set(places).size).toBe(NODES.length);
  });

  test("it fills the room that is there and is never too narrow to be read", () => {
    expect(at(1000).width).toBeLessThanOrEqual(1000);
    expect(at(528).width).toBeLessThanOrEqual(540);
    expect(at(100).across).toBeGreaterThanOrEqual(70);
  });

  test("a column in which nothing stands takes no room", () => {
    const found = layout([node("key", "key", true), node("all", "resource", true)], [], 600);
    expect(found.nodes.get("all")?.column).toBe(1);
    expect(found.columns.map((one) => one.layer)).toEqual(["key", "resource"]);
  });

  test("a graph that goes round does not hang", () => {
    const round = [edge("alice", "ops"), edge("ops", "alice")];
    expect(layout(NODES, round, 800).nodes.size).toBe(NODES.length);
  });

  test("nothing at all is laid out as nothing", () => {
    expect(layout([], [], 500).nodes.size).toBe(0);
  });
});

describe("line", () => {
  const from = { id: "a", column: 0, row: 0, x: 0, y: 0 };
  const room = { across: 100, gap: 30 };

  test("it goes straight from the right of one node to the left of the next in its row", () => {
    expect(line(from, { id: "b", column: 1, row: 0, x: 130, y: 0 }, room)).toBe(`M100 ${HIGH / 2}H130`);
  });

  test("it goes down before the node that it leads to", () => {
    const drawn = line(from, { id: "b", column: 1, row: 1, x: 130, y: 80 }, room);
    expect(drawn).toMatch(new RegExp(`^M100 ${HIGH / 2}H109Q115 .*H130$`));
  });
});

describe("walked", () => {
  test("right and left go along the worst edge", () => {
    expect(walked(at(), EDGES, "alice", "ArrowRight")).toBe("ops");
    expect(walked(at(), EDGES, "key", "ArrowLeft")).toBe("place");
  });

  test("going back leads to where one came from", () => {
    expect(walked(at(), EDGES, "key", "ArrowLeft", "other place")).toBe("other place");
    expect(walked(at(), EDGES, "alice", "ArrowRight", "reader")).toBe("reader");
  });

  test("up and down stay in the column and end at its ends", () => {
    expect(walked(at(), EDGES, "admin", "ArrowDown")).toBe("reader");
    expect(walked(at(), EDGES, "reader", "ArrowDown")).toBe(null);
    expect(walked(at(), EDGES, "reader", "ArrowUp")).toBe("admin");
  });

  test("the end of a way leads no further", () => {
    expect(walked(at(), EDGES, "everything", "ArrowRight")).toBe(null);
    expect(walked(at(), EDGES, "nobody", "ArrowRight")).toBe(null);
  });
});
