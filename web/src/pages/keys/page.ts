import { definePage } from "@/app/page";

export default definePage({
  name: "keys",
  path: "/keys",
  load: () => import("./KeysPage"),
  children: { $id: () => import("./KeyDrawer") },
  isScoped: true,
});
