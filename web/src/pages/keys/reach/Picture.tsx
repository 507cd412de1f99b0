import { useLingui } from "@lingui/react/macro";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { number } from "@/i18n/format";
import { SEVERITIES, Shape } from "@/parts/Badge";
import type { GraphEdge, GraphNode, KeyGraph } from "../types";
import { HIGH, type Layout, layout, line, walked } from "./layout";
import { EVERYTHING, KINDS, LAYERS, nameOf } from "./words";

interface Props {
  graph: KeyGraph;
  /** The node that the keys are at. */
  at: string;
  choose: (id: string) => void;
  /** What Enter does. */
  act: (node: GraphNode) => void;
}

const TEXTS = {
  critical: "text-critical",
  high: "text-high",
  medium: "text-medium",
  low: "text-low",
  info: "text-info",
};

/** The graph from left to right; arrow keys walk its edges, Enter shows more or opens. */
export function Picture({ graph, at, choose, act }: Props) {
  const { t } = useLingui();
  const hint = useId();
  const [frame, room] = useRoom();
  const came = useRef<string | null>(null);
  const buttons = useRef(new Map<string, HTMLButtonElement>());
  const placed = layout(graph.nodes, graph.edges, room);
  function onKeyDown(event: KeyboardEvent, node: GraphNode) {
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      act(node);
      return;
    }
    const last = graph.worst.at(-1);
    const next =
      { Home: graph.worst[0], End: last }[event.key] ??
      (event.key.startsWith("Arrow") ? walked(placed, graph.edges, node.id, event.key, came.current) : null);
    if (!event.key.startsWith("Arrow") && !next) return;
    event.preventDefault();
    event.stopPropagation();
    if (!next) return;
    came.current = node.id;
    choose(next);
    buttons.current.get(next)?.focus();
  }
  return (
    <div ref={frame} className="overflow-x-auto pb-2" data-graph>
      <p id={hint} className="sr-only">{t`Arrow keys walk along the edges; Enter shows more, or opens.`}</p>
      <div
        role="group"
        aria-label={graph.sentence}
        className="relative"
        style={{ width: placed.width, height: placed.height }}
      >
        <Edges placed={placed} edges={graph.edges} at={at} />
        {placed.columns.map((one, index) => (
          <span
            key={one.x}
            aria-hidden
            className="absolute top-0 truncate bg-panel text-meta font-semibold text-muted"
            style={{ left: one.x, width: placed.across }}
          >
            {placed.columns[index - 1]?.layer === one.layer ? "" : t(LAYERS[one.layer])}
          </span>
        ))}
        {graph.nodes.map((node) => {
          const place = placed.nodes.get(node.id);
          return (
            place && (
              <button
                key={node.id}
                type="button"
                ref={(button) => {
                  if (button) buttons.current.set(node.id, button);
                  else buttons.current.delete(node.id);
                }}
                data-node={node.layer}
                data-worst={node.is_worst || undefined}
                tabIndex={node.id === at ? 0 : -1}
                aria-current={node.id === at}
                aria-describedby={hint}
                onFocus={() => choose(node.id)}
                onClick={() => choose(node.id)}
                onKeyDown={(event) => onKeyDown(event, node)}
                className={`absolute flex scroll-mb-56 flex-col items-start gap-px overflow-hidden rounded-md bg-panel px-1.5 py-1 text-left outline-offset-2 ${
                  node.is_worst ? "border-2 border-ink" : "border border-edge"
                } ${node.id === at ? "bg-selected" : "hover:bg-hover"}`}
                style={{ left: place.x, top: place.y, width: placed.across, height: HIGH }}
              >
                <Node node={node} />
              </button>
            )
          );
        })}
      </div>
    </div>
  );
}

function Node({ node }: { node: GraphNode }) {
  const { t } = useLingui();
  const more = number(node.hidden);
  return (
    <>
      <span className="w-full truncate text-[11px] leading-[14px] text-muted">{t(KINDS[node.kind])}</span>
      <span
        className={`line-clamp-2 w-full text-meta leading-[15px] font-medium ${node.kind === "key" ? "font-mono" : ""}`}
      >
        {nameOf(node, t(EVERYTHING))}
      </span>
      <span className="mt-auto flex w-full items-center justify-between gap-1 text-[11px] leading-[14px]">
        {node.severity ? (
          <span className={`flex min-w-0 items-center gap-1 font-medium ${TEXTS[node.severity]}`}>
            <Shape value={node.severity} />
            <span className="truncate">{t(SEVERITIES[node.severity])}</span>
          </span>
        ) : (
          <span />
        )}
        {node.hidden > 0 && (
          <span className="font-semibold text-accent">
            <span aria-hidden>+{more}</span>
            <span className="sr-only">{t`, ${more} more beside it`}</span>
          </span>
        )}
      </span>
    </>
  );
}

/** Edges: thick for the worst path, thin and broken for other ways, dotted for those with conditions. */
function Edges({ placed, edges, at }: { placed: Layout; edges: GraphEdge[]; at: string }) {
  const sorted = [...edges].sort((one, other) => Number(one.is_worst) - Number(other.is_worst));
  return (
    <svg
      aria-hidden="true"
      width={placed.width}
      height={placed.height}
      className="pointer-events-none absolute inset-0 overflow-visible"
      fill="none"
    >
      {sorted.map((one) => {
        const [from, to] = [placed.nodes.get(one.source), placed.nodes.get(one.target)];
        if (!from || !to) return null;
        const isNear = one.source === at || one.target === at;
        const end = [to.x, to.y + HIGH / 2] as const;
        return (
          <g key={`${one.source} ${one.target} ${one.kind}`} data-edge={one.is_worst ? "worst" : "other"}>
            <path
              d={line(from, to, placed)}
              className={one.is_worst ? "stroke-ink" : isNear ? "stroke-accent" : "stroke-edge"}
              strokeWidth={one.is_worst ? 2.5 : 1.25}
              strokeDasharray={one.is_conditional ? "1 3" : one.is_worst ? undefined : "5 3"}
              strokeLinecap={one.is_conditional ? "round" : "butt"}
            />
            {one.is_worst && <path d={`M${end[0]} ${end[1]}l-7 -4v8z`} className="fill-ink" />}
          </g>
        );
      })}
    </svg>
  );
}

/** Return what to put on an element, and how wide it is. */
function useRoom(): [(element: HTMLElement | null) => void, number] {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [room, setRoom] = useState(528);
  useEffect(() => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setRoom(Math.floor(entry?.contentRect.width ?? 528)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [setElement, room];
}
