/** Nothing is open beside this part of the page. */
export default function NoDrawer() {
  return null;
}
