/** Prints the methods of ConversationService: the contract can be loaded. */
import { service } from "./contract.js";

const methods = Object.values((service("switchboard.v1.ConversationService") as any).service);
for (const method of methods) {
  console.log((method as { path: string }).path);
}
