import { useDecide } from "@/list/deciding";

/** What can be decided about alarms. */
export type Decision =
  | { decision: "handle"; reason: string }
  | { decision: "ignore"; as: "accepted" | "false_alarm" | "test"; reason: string }
  | { decision: "snooze"; until: string }
  | { decision: "assign"; owner: string | null }
  | { decision: "reopen" | "wake" };

/** Return what decides about alarms. */
export const useDecideAlarms = () => useDecide<Decision>("alarms");
