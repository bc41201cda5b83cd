// Words of one person's page.
import { count, list } from "../en.js";

export const t = {
  person: "Person",
  add: "Add a person",
  addLead: "They get an account on the phone system and, if you like, a phone.",
  people: "People",
  save: "Save changes",
  who: "Name and email",
  first: "First name",
  last: "Last name",
  email: "Email",
  emailHint: "Nobody else can have it.",
  notification: "Email for notices",
  notificationHint: "If not the one above",
  department: "Department",
  location: "Location",
  reach: "Extensions and numbers",
  extensions: "Extensions",
  extensionsHint: "The first one is the main one.",
  /** @param {number} place */
  extension: (place) => (place === 1 ? "Main extension" : `Extension ${place}`),
  displayName: "Shown as",
  ownLine: "Has a line of its own",
  addExtension: "Add an extension",
  numbers: "Phone numbers",
  /** @param {number} place */
  number: (place) => `Phone number ${place}`,
  addNumber: "Add a phone number",
  /** @param {string} what */
  up: (what) => `Move ${what} up`,
  /** @param {string} what */
  down: (what) => `Move ${what} down`,
  /** @param {string} what */
  remove: (what) => `Remove ${what}`,
  has: "What they have",
  softphone: "Softphone",
  voicemail: "Voicemail",
  directory: "In the directory",
  more: "Notes and own fields",
  notes: "Notes",
  customName: "Name of another field",
  addCustom: "Add a field",
  password: "Password",
  passwordHint: "Leave it empty and the box makes one.",
  phones: "Phones",
  noPhones: "No phone yet",
  addPhone: "Add a phone",
  noMac: "MAC comes later",
  accounts: "SIP accounts",
  accountsAbout: "What phones and softphones log in with.",
  noAccounts: "None until there is an extension",
  /** @param {string} extension */
  copyAccount: (extension) => `Copy the SIP password of ${extension}`,
  newPassword: "Make a new password",
  newPasswordAbout: "For their own log-in. Phones keep working.",
  /** @param {string} name */
  newPasswordTitle: (name) => `Make a new password for ${name}?`,
  newPasswordText: "The present one stops working at once.",
  /** @param {string} name */
  passwordOf: (name) => `Password of ${name}`,
  onlyNow: "Copy it now. Only a hash stays on the box, so nobody can read it again.",
  copyPassword: "Copy the password",
  haveIt: "I have it: close",
  danger: "Delete",
  dangerAbout: "Their phones stay, without a person.",
  /** @param {string} name */
  remove1: (name) => `Delete ${name}`,
  /** @param {string} name */
  removeTitle: (name) => `Delete ${name}?`,
  goes: "This goes",
  stays: "This stays, without a person",
  /** @param {string[]} extensions */
  goesExtensions: (extensions) => `${extensions.length === 1 ? "Extension" : "Extensions"} ${list(extensions)}`,
  /** @param {string[]} numbers */
  goesNumbers: (numbers) => `${numbers.length === 1 ? "Phone number" : "Phone numbers"} ${list(numbers)}`,
  goesSoftphone: "The softphone",
  /** @param {number} keys */
  goesKeys: (keys) => `What ${count(keys, "key")} on phones point to`,
  /** @param {string} name */
  removed: (name) => `${name} is deleted`,
};
