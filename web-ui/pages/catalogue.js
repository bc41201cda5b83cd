import { words } from "../words.js";
export const title = words("files").title;
export default async function page() {}
