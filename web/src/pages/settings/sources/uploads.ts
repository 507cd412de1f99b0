import { useCallback, useRef, useState } from "react";
import type { Schemas } from "@/api/types";
import { upload } from "@/api/upload";

type Upload = Schemas["Upload"];

/** A file on its way to the server. */
export interface Sending {
  id: number;
  name: string;
  size: number;
  /** How much has gone out, from 0 to 1. */
  part: number;
  /** What the server calls it, once it is there. */
  done: Upload | null;
  error: unknown;
}

/** Return the files that go to the server one after the other, and what sends and drops them. */
export function useUploads(): {
  files: Sending[];
  isBusy: boolean;
  send: (files: Iterable<File>) => Promise<Upload[]>;
  stop: () => void;
  clear: () => void;
} {
  const [files, setFiles] = useState<Sending[]>([]);
  const [isBusy, setBusy] = useState(false);
  const next = useRef(1);
  const stopping = useRef<AbortController | null>(null);
  const change = useCallback((id: number, patch: Partial<Sending>) => {
    setFiles((before) => before.map((one) => (one.id === id ? { ...one, ...patch } : one)));
  }, []);
  const send = useCallback(
    async (given: Iterable<File>) => {
      const queue = [...given].map((file) => ({ file, id: next.current++ }));
      setFiles(queue.map(({ file, id }) => fresh(id, file)));
      setBusy(true);
      const stopper = new AbortController();
      stopping.current = stopper;
      const { signal } = stopper;
      const done: Upload[] = [];
      for (const { file, id } of queue) {
        if (signal.aborted) break;
        try {
          const onProgress = (part: number) => change(id, { part });
          const one = await upload<Upload>("/uploads", { name: file.name }, file, { onProgress, signal });
          change(id, { part: 1, done: one });
          done.push(one);
        } catch (error) {
          if (!signal.aborted) change(id, { error });
        }
      }
      setBusy(false);
      if (!signal.aborted) return done;
      setFiles([]);
      return [];
    },
    [change],
  );
  const stop = useCallback(() => stopping.current?.abort(), []);
  const clear = useCallback(() => setFiles([]), []);
  return { files, isBusy, send, stop, clear };
}

function fresh(id: number, file: File): Sending {
  return { id, name: file.name, size: file.size, part: 0, done: null, error: null };
}
