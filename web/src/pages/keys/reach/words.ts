import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { shortKey } from "@/parts/Copy";
import type { EdgeKind, GraphLayer, GraphNode, NodeKind, ServiceUse } from "../types";

export const LAYERS: Record<GraphLayer, MessageDescriptor> = {
  place: msg`Leaked in`,
  key: msg`Key`,
  identity: msg`Identity`,
  policy: msg`Policy`,
  resource: msg`Resource`,
};
export const KINDS: Record<NodeKind, MessageDescriptor> = {
  code: msg`code`,
  client: msg`client`,
  document: msg`document`,
  temporary: msg`temporary key`,
  log_or_snapshot: msg`log or snapshot`,
  server: msg`server`,
  key: msg`key`,
  root: msg`root account`,
  user: msg`user`,
  role: msg`role`,
  collaborator: msg`collaborator`,
  service_role: msg`service role`,
  group: msg`group`,
  custom: msg`custom policy`,
  preset: msg`preset policy`,
  inline: msg`inline policy`,
  boundary: msg`boundary`,
  everything: msg`all services`,
  service: msg`whole service`,
  resource: msg`named resource`,
};
/** What leads to a node, said of what is on its left; for a place, said of the key. */
export const STEPS: Record<EdgeKind, MessageDescriptor> = {
  holds_key: msg`stands in`,
  acts_as: msg`acts as`,
  is_in: msg`is in`,
  takes: msg`may take`,
  has: msg`holds`,
  limited_by: msg`is limited by`,
  changes: msg`may change`,
  reads: msg`may read`,
};
export const USES: Record<ServiceUse["state"], MessageDescriptor> = {
  called: msg`used`,
  not_called: msg`never used`,
  not_recorded: msg`not recorded`,
};
export const EVERYTHING = msg`everything`;

/** Return what a node is called where there is little room. */
export function nameOf(node: GraphNode, everything: string): string {
  if (node.kind === "everything") return everything;
  return node.kind === "key" ? shortKey(node.name) : node.name;
}

/** Return the page of a node; null for what has none, and for the key, which is open already. */
export function pageOf(node: GraphNode): { to: string; id: string } | null {
  switch (node.link?.kind) {
    case "leak":
      return { to: "/leaks/$id", id: node.link.id };
    case "principal":
      return { to: "/permissions/identities/$id", id: node.link.id };
    case "risk":
      return { to: "/permissions/$id", id: node.link.id };
    default:
      return null;
  }
}

/** Return how the service of a resource is used, as far as that is known. */
export function useOf(node: GraphNode, services: ServiceUse[] | undefined): ServiceUse | null {
  if (node.layer !== "resource") return null;
  const service = node.detail.split(" ")[0];
  return services?.find((one) => one.service === service) ?? null;
}
