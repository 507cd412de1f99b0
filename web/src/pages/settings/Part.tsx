import type { ReactNode } from "react";

/** One part of the settings: its title, one line about it, its buttons, and what stands below. */
export function Part(props: {
  title: ReactNode;
  about?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="mx-auto max-w-[1040px] space-y-4 p-4 max-md:p-3">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h1 className="text-page font-semibold">{props.title}</h1>
          {props.about && <p className="max-w-[640px] text-muted">{props.about}</p>}
        </div>
        {props.actions && <div className="flex flex-wrap gap-2">{props.actions}</div>}
      </div>
      {props.children}
    </div>
  );
}

/** A box of a part, under a heading. */
export function Box(props: {
  title?: ReactNode;
  action?: ReactNode;
  /** Without room around what is in it, such as for a list. */
  isBare?: boolean;
  children: ReactNode;
}) {
  return (
    <section className="min-w-0 rounded-lg border bg-panel">
      {props.title && (
        <div className="flex flex-wrap items-center justify-between gap-2 px-4 pt-3 pb-2">
          <h2 className="text-drawer font-semibold">{props.title}</h2>
          {props.action}
        </div>
      )}
      <div className={props.isBare ? "" : props.title ? "px-4 pb-4" : "p-4"}>{props.children}</div>
    </section>
  );
}
