import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { number } from "@/i18n/format";
import { Badge, SeverityBadge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import type { GraphEdge, GraphNode, KeyGraph, ServiceUse } from "../types";
import { type Branch, treeOf } from "./tree";
import { EVERYTHING, KINDS, nameOf, pageOf, STEPS, USES, useOf } from "./words";

interface Props {
  graph: KeyGraph;
  services: ServiceUse[] | undefined;
  more: (node: GraphNode) => void;
}

/** The same as a list: what lies behind a node stands below it, the worst path first. */
export function Listed({ graph, services, more }: Props) {
  const branch = treeOf(graph);
  return <ul data-graph-list>{branch && <Line branch={branch} {...{ graph, services, more }} />}</ul>;
}

function Line({ branch, graph, services, more }: Props & { branch: Branch }) {
  const { t } = useLingui();
  const { node, edge, isAgain } = branch;
  const page = pageOf(node);
  const name = nameOf(node, t(EVERYTHING));
  const use = useOf(node, services);
  const left = number(node.hidden);
  return (
    <li className="mt-1.5">
      <div className={`border-l-2 pl-2 ${node.is_worst ? "border-ink" : "border-dashed border-edge"}`}>
        <p className="flex flex-wrap items-center gap-x-1.5">
          {edge && <span className="text-muted">{t(STEPS[edge.kind])}</span>}
          <span className="text-meta text-muted">{t(KINDS[node.kind])}</span>
          {page ? (
            <Link to={page.to} params={{ id: page.id } as never} className="link min-w-0 font-medium">
              {name}
            </Link>
          ) : (
            <span className="min-w-0 font-medium">{name}</span>
          )}
          {!isAgain && node.severity && <SeverityBadge value={node.severity} />}
          {!isAgain && node.is_worst && (
            <Badge>
              <Trans>worst path</Trans>
            </Badge>
          )}
          {use && <Badge>{t(USES[use.state])}</Badge>}
        </p>
        {edge && <Actions edge={edge} />}
        {!isAgain && node.why && <p className="text-meta text-muted">{node.why}</p>}
        {!isAgain && node.hidden > 0 && !graph.is_full && (
          <Button look="quiet" className="-ml-2" onClick={() => more(node)}>
            {t`Show more: ${left}`}
            <span className="sr-only">{name}</span>
          </Button>
        )}
      </div>
      {branch.behind.length > 0 && (
        <ul className="ml-3">
          {branch.behind.map((one) => (
            <Line key={`${one.edge?.kind} ${one.node.id}`} branch={one} {...{ graph, services, more }} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** What a policy allows at the end of an edge, as it writes it. */
export function Actions({ edge }: { edge: GraphEdge }) {
  const { t } = useLingui();
  if (edge.actions.length === 0 && !edge.is_conditional) return null;
  const more = number(edge.more_actions);
  const words = [...edge.actions, ...(edge.more_actions ? [t`${more} more`] : [])].join(", ");
  return (
    <p className="text-meta break-all text-muted">
      <span className="font-mono">{words}</span>
      {edge.is_conditional && <span> · {t`with conditions or exceptions`}</span>}
    </p>
  );
}
