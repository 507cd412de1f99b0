import { definePage } from "@/app/page";

export default definePage({
  name: "overview",
  path: "/",
  load: () => import("./OverviewPage"),
  first: ["/overview"],
});
