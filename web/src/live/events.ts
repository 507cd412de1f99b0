import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { address, spoken } from "@/api/client";
import type { Freshness, Job } from "@/api/types";
import { whenLanguageChanges } from "@/i18n/language";
import { freshnessQuery } from "./freshness";

/** What the server told while the console is open. */
export interface Live {
  /** Whether the line to the server broke, or could not be made. */
  lost: boolean;
  /** Alarms that came since the list of alarms was loaded. */
  newAlarms: number;
  /** Whether the server runs another build than this page came from. */
  staleBuild: boolean;
}

let live: Live = { lost: false, newAlarms: 0, staleBuild: false };
const listeners = new Set<() => void>();
let ownBuild: string | null = null;

function set(patch: Partial<Live>): void {
  live = { ...live, ...patch };
  for (const listener of listeners) listener();
}

function subscribe(then: () => void): () => void {
  listeners.add(then);
  return () => listeners.delete(then);
}

/** Use what the server told. */
export function useLive(): Live {
  return useSyncExternalStore(subscribe, () => live);
}

/** Say that the new alarms were seen. */
export function seenAlarms(): void {
  set({ newAlarms: 0 });
}

/** Keep which build this page came from; the first one that the server names. */
export function keepBuild(build: string): void {
  ownBuild ??= build;
  set({ staleBuild: ownBuild !== build });
}

const AGAIN_MS = 5000;
const BEAT_MS = 30_000;
/** A beat that is later than this: the machine slept, and its line may be dead without a word. */
const SLEPT_MS = 180_000;

/** Listen to the server until the returned function is called; a line that breaks is made anew. */
export function listen(client: QueryClient): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let missed = false;
  let beaten = Date.now();
  function connect() {
    // It can't send a header that says which language is spoken.
    source = new EventSource(address("/events", { lang: spoken() }));
    hear(source, client);
    source.onopen = () => {
      set({ lost: false });
      if (!missed) return;
      missed = false;
      // What was told meanwhile nobody heard.
      countAnew(client);
      for (const name of ["freshness", "jobs", "job"]) void client.invalidateQueries({ queryKey: [name] });
    };
    source.onerror = () => {
      missed = true;
      set({ lost: true });
      if (source?.readyState !== EventSource.CLOSED) return;
      // It was refused. Whether that is for want of a login, an ordinary request finds out.
      void client.invalidateQueries({ queryKey: freshnessQuery.queryKey });
      timer = setTimeout(connect, AGAIN_MS);
    };
  }
  function connectAnew() {
    clearTimeout(timer);
    source?.close();
    connect();
  }
  connect();
  const beat = setInterval(() => {
    const now = Date.now();
    if (now - beaten > SLEPT_MS) {
      missed = true;
      connectAnew();
    }
    beaten = now;
  }, BEAT_MS);
  const endSpeaking = whenLanguageChanges(() => {
    connectAnew();
    // All that the server said is to be said anew.
    void client.invalidateQueries();
  });
  return () => {
    endSpeaking();
    clearInterval(beat);
    clearTimeout(timer);
    source?.close();
  };
}

/** Ask again for what counts rows: the rail and the overview, which would else disagree. */
function countAnew(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ["counts"] });
  void client.invalidateQueries({ queryKey: ["list", "overview"] });
}

function hear(source: EventSource, client: QueryClient): void {
  const on = <T>(name: string, then: (said: T) => void) =>
    source.addEventListener(name, (event) => {
      try {
        then(JSON.parse((event as MessageEvent<string>).data) as T);
      } catch {
        // A broken line is left out; the next one counts.
      }
    });
  on<{ build: string }>("hello", ({ build }) => keepBuild(build));
  on<{ new: number }>("alarms", (said) => {
    set({ newAlarms: live.newAlarms + said.new });
    countAnew(client);
  });
  on<Freshness>("freshness", (said) => client.setQueryData(freshnessQuery.queryKey, said));
  on<Job>("job", (job) => {
    client.setQueryData(["job", job.id], job);
    client.setQueryData<{ rows: Job[] }>(
      ["jobs"],
      (before) => before && { ...before, rows: withJob(before.rows, job) },
    );
    if (!["done", "failed", "cancelled"].includes(job.state)) return;
    void client.invalidateQueries({ queryKey: ["list"], refetchType: "none" });
    void client.invalidateQueries({ queryKey: ["one"] });
    countAnew(client);
  });
}

function withJob(jobs: Job[], job: Job): Job[] {
  const rest = jobs.filter((one) => one.id !== job.id);
  return [job, ...rest].sort((a, b) => b.created_at.localeCompare(a.created_at));
}
