import { definePage } from "@/app/page";

export default definePage({
  name: "calls",
  path: "/calls",
  load: () => import("./CallsPage"),
  children: { $id: () => import("./CallDrawer") },
  isScoped: true,
  isTimed: true,
});
