import type { ComponentType } from "react";
import { Problem } from "@/api/problem";

/** A part of the console whose files did not come: the server is gone, or has others since an upgrade. */
export class NotLoaded extends Problem {
  constructor(cause: unknown) {
    super({ title: "", status: 0 });
    this.name = "NotLoaded";
    this.message = cause instanceof Error ? cause.message : String(cause);
  }
}

/** Load something; what does not come through is asked for again the next time. */
export async function loaded<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new NotLoaded(error);
  }
}

/** Return a component that is loaded when its route is opened, and what loads it. */
export function lazily(load: () => Promise<{ default: ComponentType }>) {
  let Found: ComponentType | null = null;
  return {
    component: () => Found && <Found />,
    ready: async () => {
      Found ??= (await loaded(load)).default;
    },
  };
}
