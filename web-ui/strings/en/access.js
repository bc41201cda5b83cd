// Words of the pages before and beside the others: claim, log in, not found.
import { count } from "../en.js";

export const claim = {
  title: "Set up this box",
  lead: "Choose a password. With it you, and nobody else on this network, can change phones and people.",
  password: "Password",
  button: "Set password and go on",
  noToken: {
    title: "Open the set-up link",
    lead: "This box has no owner yet. The link that makes you the owner is shown on the box itself.",
    ways: "Where to find it",
    started: "It is printed each time the box starts. In a terminal, it is in the output of",
    service: "When it runs as a service, read it with",
    reset: "To make a new link, run on the box",
    then: "Open that link in any browser on this network.",
  },
  already: "This box has an owner. Log in with the owner's password.",
  logIn: "Log in",
};
export const login = {
  title: "Log in",
  password: "Password",
  button: "Log in",
  restored: "The backup is put back. Log in with the password that the box had then.",
  forgot: "Forgot the password?",
  reset: "Make a new one on the box itself, in a terminal:",
  /** @param {number} seconds */
  wait: (seconds) => `Too many tries. You can try again in ${
    seconds < 90 ? count(seconds, "second") : count(Math.ceil(seconds / 60), "minute")}.`,
  again: "You can try again now.",
};
