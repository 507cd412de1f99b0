import { definePage } from "@/app/page";
import { USUAL_TIME } from "./range";

export default definePage({
  name: "calls",
  path: "/calls",
  load: () => import("./CallsPage"),
  children: { $id: () => import("./CallDrawer") },
  isScoped: true,
  isTimed: true,
  usualTime: USUAL_TIME,
});
