import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { number } from "@/i18n/format";
import { Badge, SeverityBadge } from "@/parts/Badge";
import { Button, buttonLook } from "@/parts/Button";
import type { GraphNode, KeyGraph, ServiceUse } from "../types";
import { Actions } from "./Listed";
import { farEnd, nearEnd } from "./tree";
import { EVERYTHING, KINDS, nameOf, pageOf, STEPS, USES, useOf } from "./words";

/** Steps that are told one by one: what lies below them stays in sight. */
const STEPS_TOLD = 3;

interface Props {
  node: GraphNode;
  graph: KeyGraph;
  services: ServiceUse[] | undefined;
  isExpanded: boolean;
  more: (node: GraphNode) => void;
  fewer: (node: GraphNode) => void;
}

/** All that is known of the node that the keys are at, and what can be done with it. */
export function Chosen({ node, graph, services, isExpanded, more, fewer }: Props) {
  const { t } = useLingui();
  const page = pageOf(node);
  const use = useOf(node, services);
  const names = new Map(graph.nodes.map((one) => [one.id, nameOf(one, t(EVERYTHING))]));
  const left = number(node.hidden);
  const steps = graph.edges.filter((one) => farEnd(one) === node.id);
  return (
    <div data-chosen className="sticky bottom-2 mt-1 rounded-md border bg-panel px-3 py-2">
      <p className="flex flex-wrap items-center gap-x-1.5 gap-y-0.5">
        <span className="text-meta text-muted">{t(KINDS[node.kind])}</span>
        <span className="font-medium break-all">
          {node.kind === "everything" ? t(EVERYTHING) : node.name}
        </span>
        {node.severity && <SeverityBadge value={node.severity} />}
        {use && <Badge>{t(USES[use.state])}</Badge>}
      </p>
      {node.detail && node.detail !== node.name && node.kind !== "everything" && (
        <p className="font-mono text-meta break-all text-muted">{node.detail}</p>
      )}
      {node.why && <p className="mt-1">{node.why}</p>}
      <ul className="mt-1">
        {steps.slice(0, STEPS_TOLD).map((one) => (
          <li key={`${one.source} ${one.kind}`}>
            <p className="text-meta text-muted">
              {names.get(nearEnd(one))} {t(STEPS[one.kind])} {names.get(node.id)}
            </p>
            <Actions edge={one} />
          </li>
        ))}
        {steps.length > STEPS_TOLD && <OtherSteps count={steps.length - STEPS_TOLD} />}
      </ul>
      <div className="mt-1.5 flex flex-wrap gap-1.5 empty:hidden">
        {node.hidden > 0 && (
          <Button
            onClick={() => more(node)}
            blocked={graph.is_full ? t`As much is shown as can be. Show fewer elsewhere first.` : null}
          >
            {t`Show more: ${left}`}
          </Button>
        )}
        {isExpanded && (
          <Button onClick={() => fewer(node)}>
            <Trans>Show fewer</Trans>
          </Button>
        )}
        {page && (
          <Link to={page.to} params={{ id: page.id } as never} className={buttonLook()}>
            <Trans>Open</Trans>
          </Link>
        )}
      </div>
    </div>
  );
}

function OtherSteps({ count }: { count: number }) {
  const { t } = useLingui();
  const more = number(count);
  return <li className="text-meta text-muted">{t`${more} more`}</li>;
}
