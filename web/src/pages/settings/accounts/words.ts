import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";

export type Cloud = "tencent" | "aws";

export const CLOUDS: Record<Cloud, MessageDescriptor> = {
  tencent: msg`Tencent Cloud`,
  aws: msg`AWS`,
};

/** Return what says how a cloud is called; what is none stays as it is written. */
export function useCloudName(): (cloud: string) => string {
  const { _ } = useLingui();
  return (cloud) => (Object.hasOwn(CLOUDS, cloud) ? _(CLOUDS[cloud as Cloud]) : cloud);
}

/** The separate clouds of one name; the first is taken where none is chosen. */
export const SITES: Record<Cloud, { value: string; title: MessageDescriptor }[]> = {
  tencent: [
    { value: "mainland", title: msg`Mainland China` },
    { value: "international", title: msg`International` },
    { value: "finance", title: msg`Finance` },
  ],
  aws: [
    { value: "aws", title: msg`Commercial (aws)` },
    { value: "aws-cn", title: msg`China (aws-cn)` },
    { value: "aws-us-gov", title: msg`GovCloud (aws-us-gov)` },
  ],
};

/** Return what a site is called. */
export function siteTitle(cloud: string, site: string): MessageDescriptor | null {
  return SITES[cloud as Cloud]?.find((one) => one.value === site)?.title ?? null;
}

/** What a role can be made with, by cloud. */
export const TEMPLATES: Record<Cloud, { value: string; title: MessageDescriptor }[]> = {
  tencent: [
    { value: "terraform", title: msg`Terraform` },
    { value: "tccli", title: msg`Commands (tccli)` },
    { value: "role", title: msg`Policies as JSON` },
  ],
  aws: [
    { value: "terraform", title: msg`Terraform` },
    { value: "cloudformation", title: msg`CloudFormation` },
    { value: "awscli", title: msg`Commands (aws)` },
    { value: "role", title: msg`Policies as JSON` },
  ],
};
