import type { Schemas } from "@/api/types";

export type KeyRow = Schemas["KeyRow"];
export type ServiceUse = Schemas["ServiceUse"];
export type KeyPage = Schemas["KeyPage"];
export type KeyStatus = Schemas["KeyStatus"];
export type PrincipalType = Schemas["PrincipalType"];
export type Leak = Schemas["Leak"];
export type LeakPlace = Schemas["LeakPlace"];
export type SourceIp = Schemas["SourceAddressRow"];
export type FirstUse = Schemas["FirstUse"];
export type PastNote = Schemas["PastNote"];
export type KeyGraph = Schemas["KeyGraph"];
export type GraphNode = Schemas["GraphNode"];
export type GraphEdge = Schemas["GraphEdge"];
export type GraphLayer = Schemas["GraphLayer"];
export type NodeKind = Schemas["NodeKind"];
export type EdgeKind = Schemas["EdgeKind"];
export type BlindSpot = Schemas["BlindSpot"];
