import { stored } from "@/parts/stored";

/** Whether the tour of the demo is over: gone through, or skipped. */
export const tour = stored<"" | "over">("tour", "");
