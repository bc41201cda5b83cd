// The names that the pages use for what the API sends and takes, and for the page contract. In a JSDoc comment:
// import("../types.js").User
import type { components } from "./types/api.d.ts";
import type { TemplateResult } from "./node_modules/lit-html/lit-html.js";

type Schemas = components["schemas"];
export type ProblemDocument = Schemas["Problem"];
export type Severity = Schemas["Severity"];
export type FieldProblem = Schemas["FieldProblem"];
export type Session = Schemas["Session"];
export type Overview = Schemas["Overview"];
export type Setting = Schemas["Setting"];
export type Settings = Schemas["Settings"];
export type SettingsSaved = Schemas["SettingsSaved"];
export type Dialect = Schemas["Dialect"];
export type PbxPreview = Schemas["PbxPreview"];
export type PbxTest = Schemas["PbxTest"];
export type PhonebookTest = Schemas["PhonebookTest"];
export type Catalogue = Schemas["Catalogue"];
export type Model = Schemas["ListedModel"];
export type Count = Schemas["Count"];
export type PlanCounts = Schemas["PlanCounts"];
export type ImportSummary = Schemas["ImportSummary"];
export type Issue = Schemas["Issue"];
export type IssueGroup = Schemas["IssueGroup"];
export type Progress = Schemas["Progress"];
export type ImportDetail = Schemas["ImportDetail"];
export type Columns = Schemas["Columns"];
export type Changes = Schemas["Changes"];
export type Outcomes = Schemas["Outcomes"];
export type UndoPreview = Schemas["UndoPreview"];
export type Row = Schemas["Row"];
export type Rows = Schemas["Rows"];
export type Issues = Schemas["Issues"];
export type CredentialsState = Schemas["CredentialsState"];
export type DownloadRequest = Schemas["Download"];
export type Ticket = Schemas["Ticket"];
export type Credentials = Schemas["Credentials"];
export type UserSummary = Schemas["UserSummary"];
export type UserInput = Schemas["UserInput"];
export type User = Schemas["User"];
export type Users = Schemas["UserList"];
export type CreatedUser = Schemas["UserAdded"];
export type Removal = Schemas["UserRemoval"];
export type Accounts = Schemas["UserAccounts"];
export type Softphone = Schemas["Softphone"];
export type SoftphoneLink = Schemas["NewSoftphoneLink"];
export type SoftphoneSetup = Schemas["SoftphoneSetup"];
export type DeviceState = Schemas["DeviceState"];
export type Fetch = Schemas["LastFetch"];
export type DeviceSummary = Schemas["DeviceSummary"];
export type DeviceInput = Schemas["DeviceInput"];
export type Device = Schemas["Device"];
export type Devices = Schemas["DeviceList"];
export type DeviceFile = Schemas["DeviceFile"];
export type DevicePasswords = Schemas["DevicePasswords"];
export type Waiting = Schemas["WaitingPhone"];
export type Inbox = Schemas["Inbox"];
export type HostedFile = Schemas["HostedFile"];
export type Files = Schemas["FileList"];
export type Wants = Schemas["Wants"];
export type ModelFirmware = Schemas["ModelFirmware"];
export type Parameter = Schemas["DeviceParameter"];
export type Parameters = Schemas["DeviceParameters"];
export type Override = Schemas["Override"];
export type Overrides = Schemas["Overrides"];
export type CatalogueFile = Schemas["ListedTemplate"];
export type CatalogueText = Schemas["Template"];
export type KeyType = Schemas["KeyType"];
export type Key = Schemas["Key"];
export type KeysRequest = Schemas["KeysRequest"];
export type ModelFit = Schemas["ModelFit"];
export type KeysPlan = Schemas["KeysPlan"];

export type Template = TemplateResult;
/** Whatever may stand between two tags. */
export type Content = Template | string | number | symbol | null | undefined | Content[];

/** What a page is called with. `signal` is aborted when the person leaves the page. */
export type PageContext = { params: { id: string }; query: URLSearchParams; session: Session; signal: AbortSignal };
/** What a page may hand back: a better title; `onQuery` is called instead of building anew when only the query changes. */
export type PageHandle = { title?: string; onQuery?: (query: URLSearchParams) => void | Promise<void> };
export type PageModule = {
  title: string | ((context: PageContext) => string);
  default: (root: HTMLElement, context: PageContext) => void | PageHandle | Promise<void | PageHandle>;
};

// ---- What the parts take ----

type Form = import("./parts/form-state.js").Form;

/** V are the values, R is what `submit` resolves with. */
export type FormOptions<V extends object, R> = {
  /** Only needed when a page has several forms. */
  id?: string;
  values: V;
  /** Of the document, for If-Match. */
  version?: string;
  /** The page's. */
  signal: AbortSignal;
  /** Where the page that shows the form is mounted. */
  root?: HTMLElement;
  /** Instead of `root`, in a dialog. */
  redraw?: () => unknown;
  /** Sends the values; what it throws is shown. */
  submit: (values: V, form: Form) => Promise<R>;
  /** After success, when leaving the page asks no more. */
  done?: (result: R) => unknown;
  /** Values out of the document that a 412 carries; without it the keys of `values`. */
  read?: (document: any) => V;
  /** A value in words, for the 412 panel. */
  show?: (pointer: string, value: any) => string | undefined;
};

export type Choice = { value: string; label: string; hint?: string };
/** What a control of your own is drawn with. */
export type Control = { id: string; describedBy: string; invalid: boolean; value: any; set: (value: any) => void };
export type FieldOptions = {
  label: string;
  hint?: Content;
  type?: "text" | "password" | "email" | "tel" | "url" | "search" | "textarea" | "checkbox" | "select" | "radios";
  /** Of a select or radios. */
  choices?: Choice[];
  /** Draws a control of your own, for example a combobox. */
  control?: (control: Control) => Content;
  /** Says so beside the label. */
  optional?: boolean;
  /** Empty is sent as null. */
  nullable?: boolean;
  width?: "short" | "medium" | "long";
  autocomplete?: string;
  inputmode?: string;
};

export type Suggestion = { value: string; label: string; detail?: string };
export type ComboboxOptions = {
  id: string;
  /** What the input shows; has to follow `onInput`. */
  text: string;
  source: (text: string) => Suggestion[] | Promise<Suggestion[]>;
  onInput: (text: string) => void;
  onPick: (suggestion: Suggestion) => void;
  /** Where there is no <label for=id>. */
  label?: string;
  describedBy?: string;
  invalid?: boolean;
};

export type Column<R> = {
  label: Content;
  /** Label on the card, where `label` is not plain text. */
  name?: string;
  cell: (row: R) => Content;
  /** Names the row. */
  header?: boolean;
  numeric?: boolean;
  /** Buttons at the end; the label is for screen readers only. */
  actions?: boolean;
  class?: string;
};
export type TableOptions<R> = {
  caption: Content;
  /** Where no heading says the same. */
  captionShown?: boolean;
  /** `null` keeps the place of one that is not shown, so that no cell becomes another one's. */
  columns: (Column<R> | null)[];
  rows: R[];
  /** Without it rows are known by their places. */
  key?: (row: R) => string | number;
  rowClass?: (row: R) => string;
  /** Scrolls sideways in a region of its own, named by the caption. */
  wide?: boolean;
  /** Needed when a page has several tables. */
  id?: string;
};
