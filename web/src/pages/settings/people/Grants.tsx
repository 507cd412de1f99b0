import { Trans, useLingui } from "@lingui/react/macro";
import { Plus, X } from "lucide-react";
import { Badge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { Select } from "@/parts/Choice";
import { type Grant, ROLE_NAMES, ROLES, type Role } from "./roles";

/** Roles as words: for all accounts, or for those of a group. */
export function GrantBadges({ grants }: { grants: Grant[] }) {
  const { t } = useLingui();
  if (grants.length === 0) {
    return (
      <span className="text-muted">
        <Trans>no role: sees nothing</Trans>
      </span>
    );
  }
  return (
    <span className="inline-flex flex-wrap gap-1">
      {grants.map((one) => (
        <Badge
          key={`${one.role}@${one.group ?? ""}`}
          tone={one.role === "admin" ? "accent" : "info"}
          title={t(ROLES[one.role].about)}
        >
          {one.group ? t`${t(ROLES[one.role].title)} for ${one.group}` : t(ROLES[one.role].title)}
        </Badge>
      ))}
    </span>
  );
}

interface Props {
  grants: Grant[];
  onChange: (grants: Grant[]) => void;
  /** The account groups that can be chosen; null for all accounts. */
  groups: (string | null)[];
  roles?: Role[];
}

/** The roles of a person or a token, one a line. */
export function GrantsForm({ grants, onChange, groups, roles = ROLE_NAMES }: Props) {
  const { t } = useLingui();
  function put(at: number, patch: Partial<Grant>) {
    onChange(grants.map((one, index) => (index === at ? { ...one, ...patch } : one)));
  }
  const places = groups.map((one) => ({ value: one ?? "", title: one ?? t`All accounts` }));
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1 font-medium">
        <Trans>Roles</Trans>
      </legend>
      {grants.map((one, at) => (
        <div key={at} className="flex flex-wrap items-end gap-2">
          <Select
            className="min-w-0 flex-1"
            label={t`Role`}
            value={one.role}
            options={roles.map((role) => ({ value: role, title: t(ROLES[role].title) }))}
            onChange={(event) => put(at, { role: event.target.value as Role })}
          />
          <Select
            className="min-w-0 flex-1"
            label={t`For which accounts`}
            value={one.group ?? ""}
            options={places}
            onChange={(event) => put(at, { group: event.target.value || null })}
          />
          <Button
            look="quiet"
            className="mb-0.5"
            aria-label={t`Take this role away`}
            icon={<X className="size-4" aria-hidden />}
            onClick={() => onChange(grants.filter((_, index) => index !== at))}
          />
          <p className="w-full text-meta text-muted">{t(ROLES[one.role].about)}</p>
        </div>
      ))}
      {grants.length === 0 && (
        <p className="text-muted">
          <Trans>Without a role, nothing can be seen.</Trans>
        </p>
      )}
      <Button
        icon={<Plus className="size-4" aria-hidden />}
        onClick={() => onChange([...grants, { role: roles[0] ?? "viewer", group: groups[0] ?? null }])}
      >
        <Trans>Add a role</Trans>
      </Button>
    </fieldset>
  );
}
