import { definePage } from "@/app/page";

export default definePage({
  name: "welcome",
  path: "/welcome",
  load: () => import("./WelcomePage"),
  isPublic: true,
});
