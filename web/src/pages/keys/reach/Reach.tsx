import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { get } from "@/api/client";
import { number } from "@/i18n/format";
import { CopyCommand } from "@/parts/Copy";
import { Section } from "@/parts/Drawer";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { useMedia } from "@/parts/useMedia";
import type { GraphNode, KeyGraph, KeyPage } from "../types";
import { Chosen } from "./Chosen";
import { Listed } from "./Listed";
import { Picture } from "./Picture";
import { LAYERS, pageOf } from "./words";

/** What can be reached with a key: the worst path as a sentence, and as a graph that grows where it is asked. */
export default function Reach({ page }: { page: KeyPage }) {
  const id = page.key.key_id;
  const [expand, setExpand] = useState<string[]>([]);
  const search = new URLSearchParams(expand.map((one) => ["expand", one])).toString();
  const path = `/keys/${encodeURIComponent(id)}/graph${search ? `?${search}` : ""}`;
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ["one", "keys", id, "graph", search],
    queryFn: ({ signal }) => get<KeyGraph>(path, {}, signal),
    placeholderData: keepPreviousData,
  });
  if (error) return <ProblemView error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton rows={8} />;
  return (
    <div className={isPlaceholderData ? "opacity-70" : ""} aria-busy={isPlaceholderData}>
      <Graph
        graph={data}
        page={page}
        expand={expand}
        setExpand={(next) => (isPlaceholderData ? undefined : setExpand(next))}
      />
    </div>
  );
}

interface Props {
  graph: KeyGraph;
  page: KeyPage;
  expand: string[];
  setExpand: (next: string[]) => void;
}

function Graph({ graph, page, expand, setExpand }: Props) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const isNarrow = useMedia("(max-width: 719px)");
  const [asTable, setAsTable] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const first = graph.nodes.find((one) => one.is_worst) ?? graph.nodes[0];
  const node = graph.nodes.find((one) => one.id === chosen) ?? first;
  const services = page.rights_used?.services;
  const more = (one: GraphNode) => setExpand([...expand, one.id]);
  function act(one: GraphNode) {
    if (one.hidden > 0 && !graph.is_full) return more(one);
    const to = pageOf(one);
    if (to) void navigate({ to: to.to, params: { id: to.id } as never });
  }
  return (
    <>
      <Section title={t`The worst path`}>
        <p data-sentence>{graph.sentence}</p>
      </Section>
      <Section
        title={t`What can be reached`}
        action={
          isNarrow ? undefined : (
            <button
              type="button"
              className="min-h-6 rounded-sm px-1 text-meta text-muted hover:text-ink"
              aria-pressed={asTable}
              onClick={() => setAsTable(!asTable)}
            >
              <Trans>Table</Trans>
            </button>
          )
        }
      >
        {isNarrow || asTable ? (
          <Listed graph={graph} services={services} more={more} />
        ) : (
          node && (
            <>
              <Picture graph={graph} at={node.id} choose={setChosen} act={act} />
              <Legend />
              <Chosen
                node={node}
                graph={graph}
                services={services}
                isExpanded={expand.includes(node.id)}
                more={more}
                fewer={(one) => setExpand(expand.filter((id) => id !== one.id))}
              />
            </>
          )
        )}
        <LeftOut graph={graph} />
        <div className="mt-2">
          <CopyCommand line={`akwarden keys show ${graph.key_id} --graph`} quiet />
        </div>
      </Section>
    </>
  );
}

/** What the lines mean: their form says it, not their colour. */
function Legend() {
  const kinds = [
    { words: <Trans>the worst path</Trans>, width: 2.5, dash: undefined, look: "stroke-ink" },
    { words: <Trans>other ways</Trans>, width: 1.25, dash: "5 3", look: "stroke-edge" },
    { words: <Trans>on conditions</Trans>, width: 1.25, dash: "1 3", look: "stroke-edge" },
  ];
  return (
    <ul className="flex flex-wrap gap-x-4 text-meta text-muted">
      {kinds.map((one) => (
        <li key={one.dash ?? ""} className="flex items-center gap-1.5">
          <svg aria-hidden="true" width="24" height="6">
            <line
              x1="0"
              x2="24"
              y1="3"
              y2="3"
              className={one.look}
              strokeWidth={one.width}
              strokeDasharray={one.dash}
            />
          </svg>
          {one.words}
        </li>
      ))}
    </ul>
  );
}

/** How much is shown, layer by layer, and what is not. */
function LeftOut({ graph }: { graph: KeyGraph }) {
  const { t } = useLingui();
  const left = graph.layers.filter((one) => one.left_out > 0);
  const shown = number(graph.nodes.length);
  const words = left.map((one) => {
    const count = `${number(one.left_out)}${one.is_more ? "+" : ""}`;
    return t`${t(LAYERS[one.layer])}: ${count}`;
  });
  return (
    <p className="mt-2 text-meta text-muted" data-left-out>
      {t`Shown: ${shown}.`}{" "}
      {words.length > 0 ? <Trans>Not shown: {words.join(", ")}.</Trans> : <Trans>Nothing is left out.</Trans>}
    </p>
  );
}
