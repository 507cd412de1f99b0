import { useLingui } from "@lingui/react/macro";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { get, setCsrf } from "@/api/client";
import type { Me, Right } from "@/api/types";
import { listed } from "@/i18n/format";

/** Who is logged in, and what they may do. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }) => {
    const me = await get<Me>("/me", {}, signal);
    setCsrf(me.csrf);
    return me;
  },
  staleTime: 5 * 60_000,
  retry: false,
});

/** Return who is logged in; undefined until that is known. */
export function useMe(): Me | undefined {
  return useQuery({ ...meQuery, enabled: false }).data;
}

/** Say whether somebody has a right anywhere. */
export function hasRight(me: Me | undefined, right: Right): boolean {
  const reach = me?.rights[right];
  return reach === "all" || (reach?.length ?? 0) > 0;
}

/** Say whether somebody has a right for all accounts, and for what belongs to none. */
export function hasEverywhere(me: Me | undefined, right: Right): boolean {
  return me?.rights[right] === "all";
}

/**
 * Return why a right is lacking, in words; null when it is not, or when none is asked for. With `everywhere`
 * it has to be for all accounts.
 */
export function useRight(right: Right | undefined, everywhere = false): string | null {
  const { t } = useLingui();
  const me = useMe();
  if (!right || !me || hasEverywhere(me, right)) return null;
  if (hasRight(me, right))
    return everywhere
      ? t`This is about all accounts, and your role is for some only. Ask somebody whose role is for all.`
      : null;
  const roles = listed(new Set(me.person.grants.map((one) => one.role)));
  return t`Your role (${roles}) may not do this. Ask an administrator.`;
}
