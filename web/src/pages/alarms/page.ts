import { definePage } from "@/app/page";

export const LIST = { noun: "alarms", sort: "severity", timeField: "last" };

export default definePage({
  name: "alarms",
  path: "/alarms",
  load: () => import("./AlarmsPage"),
  children: { $id: () => import("./AlarmDrawer") },
  isScoped: true,
  isTimed: true,
  list: LIST,
});
