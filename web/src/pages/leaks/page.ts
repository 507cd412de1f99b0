import { definePage } from "@/app/page";

export default definePage({
  name: "leaks",
  path: "/leaks",
  load: () => import("./LeaksPage"),
  children: { $id: () => import("./LeakDrawer") },
  isScoped: true,
});
