import { definePage } from "@/app/page";
import { openPageMessages } from "@/i18n/language";

export default definePage({
  name: "factor",
  path: "/second-factor",
  load: async () => {
    // What sets one up is that of the settings, with its messages.
    const [page] = await Promise.all([import("./FactorPage"), openPageMessages("settings")]);
    return page;
  },
  isPublic: true,
});
