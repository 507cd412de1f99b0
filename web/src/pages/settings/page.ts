import { definePage } from "@/app/page";

export default definePage({
  name: "settings",
  path: "/settings",
  load: () => import("./SettingsPage"),
  children: {
    "/": () => import("./First"),
    accounts: () => import("./accounts/AccountsPart"),
    sources: () => import("./sources/SourcesPart"),
    rules: () => import("./rules/RulesPart"),
    trust: () => import("./trust/TrustPart"),
    notifications: () => import("./notifications/NotificationsPart"),
    people: () => import("./people/PeoplePart"),
    log: () => import("./log/LogPart"),
    health: () => import("./health/HealthPart"),
    me: () => import("./me/MePart"),
  },
});
