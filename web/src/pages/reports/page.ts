import { definePage } from "@/app/page";

export default definePage({
  name: "reports",
  path: "/reports",
  load: () => import("./ReportsPage"),
  children: { $id: () => import("./ReportDrawer") },
});
