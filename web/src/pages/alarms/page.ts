import { definePage } from "@/app/page";

export default definePage({
  name: "alarms",
  path: "/alarms",
  load: () => import("./AlarmsPage"),
  children: { $id: () => import("./AlarmDrawer") },
  isScoped: true,
  isTimed: true,
});
