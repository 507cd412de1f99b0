import { definePage } from "@/app/page";

export default definePage({
  name: "ips",
  path: "/ips",
  load: () => import("./IpsPage"),
  children: { $id: () => import("./IpDrawer") },
});
