import { definePage } from "@/app/page";

export default definePage({
  name: "login",
  path: "/login",
  load: () => import("./LoginPage"),
  isPublic: true,
});
