import { Navigate } from "@tanstack/react-router";

/** The settings without a part: the cloud accounts come first. */
export default function First() {
  return <Navigate to="/settings/accounts" replace />;
}
