import { definePage } from "@/app/page";

export default definePage({ name: "rotation", path: "/rotation", load: () => import("./RotationPage") });
