import { definePage } from "@/app/page";

export const LIST = { noun: "keys", sort: "advice" };

export default definePage({
  name: "keys",
  path: "/keys",
  load: () => import("./KeysPage"),
  children: { $id: () => import("./KeyDrawer") },
  isScoped: true,
  list: LIST,
});
