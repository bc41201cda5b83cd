// Words of one person's page.
import { count } from "../en.js";

export const person = "Person";
export const add = "Add a person";
export const people = "People";
export const who = "Name and email";
export const first = "First name";
export const last = "Last name";
export const email = "Email";
export const emailHint = "Nobody else can have it.";
export const notification = "Email for notices";
export const notificationHint = "If not the one above";
export const department = "Department";
export const location = "Location";
export const reach = "Extensions and numbers";
export const extensions = "Extensions";
export const extensionsHint = "The first one is the main one.";
/** @param {number} place */
export const extension = (place) => (place === 1 ? "Main extension" : `Extension ${place}`);
export const displayName = "Shown as";
export const ownLine = "Has a line of its own";
export const addExtension = "Add an extension";
export const numbers = "Phone numbers";
/** @param {number} place */
export const number = (place) => `Phone number ${place}`;
export const addNumber = "Add a phone number";
export const has = "What they have";
export const softphone = "Softphone";
export const voicemail = "Voicemail";
export const directory = "In the directory";
export const more = "Notes and own fields";
export const notes = "Notes";
export const customName = "Name of another field";
export const addCustom = "Add a field";
export const password = "Password";
export const passwordHint = "Leave it empty and the box makes one.";
export const phones = "Phones";
export const noPhones = "No phone yet";
export const addPhone = "Add a phone";
export const accounts = "SIP accounts";
export const noAccounts = "None until there is an extension";
export const newPassword = "Make a new password";
export const newPasswordAbout = "For their own log-in. Phones keep working.";
/** @param {string} name */
export const newPasswordTitle = (name) => `Make a new password for ${name}?`;
export const newPasswordText = "The present one stops working at once.";
/** @param {string} name */
export const passwordOf = (name) => `Password of ${name}`;
export const onlyNow = "Copy it now. Only a hash stays on the box, so nobody can read it again.";
export const copyPassword = "Copy the password";
export const haveIt = "I have it: close";
export const dangerAbout = "Their phones stay, without a person.";
export const goes = "This goes";
export const stays = "This stays, without a person";
/** @param {string} extension */
export const goesExtension = (extension) => `Extension ${extension}`;
/** @param {number} keys */
export const goesKeys = (keys) => `${count(keys, "key")} on phones that point to them`;
