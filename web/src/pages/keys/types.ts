import type { Schemas } from "@/api/types";

export type KeyRow = Schemas["KeyRow"];
export type KeyPage = Schemas["KeyPage"];
export type KeyStatus = Schemas["KeyStatus"];
export type PrincipalType = Schemas["PrincipalType"];
export type Permission = Schemas["Permission"];
export type RightsUse = Schemas["RightsUse"];
export type ServiceUse = Schemas["ServiceUse"];
export type Leak = Schemas["Leak"];
export type LeakPlace = Schemas["LeakPlace"];
export type SourceIp = Schemas["SourceAddressRow"];
export type FirstUse = Schemas["FirstUse"];
export type PastNote = Schemas["PastNote"];
export type BlindSpot = Schemas["BlindSpot"];
