import { definePage } from "@/app/page";

export const LIST = { noun: "risks", sort: "severity" };

export default definePage({
  name: "permissions",
  path: "/permissions",
  load: () => import("./PermissionsPage"),
  children: {
    $id: () => import("./RiskDrawer"),
    kinds: () => import("./NoDrawer"),
    identities: () => import("./NoDrawer"),
    "identities/$id": () => import("./IdentityDrawer"),
    fixes: () => import("./NoDrawer"),
  },
  isScoped: true,
  list: LIST,
});
