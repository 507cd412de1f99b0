import { definePage } from "@/app/page";

export const LIST = { noun: "ips", sort: "last" };

export default definePage({
  name: "ips",
  path: "/ips",
  load: () => import("./IpsPage"),
  children: { $id: () => import("./IpDrawer") },
  list: LIST,
});
