import { expect, test } from "vitest";
import { stepOf } from "./next";

test("what to do next leads to the page that shows what the command does", () => {
  const steps = [
    "akwarden keys show AKIA1",
    "akwarden ips show 2001:db8::1",
    "akwarden leaks list",
    "akwarden risks list --where rule:console-without-mfa",
    `akwarden calls list --where 'principal:"li wei" service:cos'`,
  ].map(stepOf);

  expect(steps).toEqual([
    { kind: "key", href: "/keys/AKIA1" },
    { kind: "ip", href: "/ips/2001%3Adb8%3A%3A1" },
    { kind: "leaks", href: "/leaks" },
    { kind: "risks", href: "/permissions?q=rule%3Aconsole-without-mfa" },
    { kind: "calls", href: "/calls?q=principal%3A%22li+wei%22+service%3Acos&time=30d" },
  ]);
});

test("a quote in what logs say ends nothing", () => {
  expect(stepOf(`akwarden calls list --where 'principal:"o'"'"'neill"'`)?.href).toBe(
    "/calls?q=principal%3A%22o%27neill%22&time=30d",
  );
});

test("what no page shows leads nowhere", () => {
  const lines = [
    "",
    "aws iam list-users",
    "akwarden keys show",
    "akwarden rotate AKIA1",
    "akwarden calls list x",
  ];

  expect(lines.map(stepOf)).toEqual(lines.map(() => null));
});
