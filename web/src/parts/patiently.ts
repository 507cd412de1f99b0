import { t } from "@lingui/core/macro";
import { tell } from "./Toast";
import { untilLoaded } from "./untilLoaded";

const AGAIN_MS = 2000;

/**
 * Load a part of what is open, however long the server is gone: a menu or a window that can't be opened takes
 * nothing away of what is there.
 */
export function patiently<T>(load: () => Promise<T>): Promise<T> {
  const text = () => t`The server does not answer. It opens once the server does.`;
  return untilLoaded(load, () => tell({ tone: "fault", text: text() }), AGAIN_MS);
}
