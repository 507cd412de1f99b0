import { definePage } from "@/app/page";

export const LIST = { noun: "leaks", sort: "severity" };

export default definePage({
  name: "leaks",
  path: "/leaks",
  load: () => import("./LeaksPage"),
  children: { $id: () => import("./LeakDrawer") },
  isScoped: true,
  list: LIST,
});
