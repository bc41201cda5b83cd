// The names that the pages use for what the API sends and takes, and for the page contract. In a JSDoc comment:
// import("../types.js").User
import type { components } from "./types/api.d.ts";
import type { TemplateResult } from "./node_modules/lit-html/lit-html.js";

type Schemas = components["schemas"];
export type ProblemDocument = Schemas["Problem"];
export type FieldProblem = Schemas["FieldProblem"];
export type Session = Schemas["Session"];
export type Overview = Schemas["Overview"];
export type Setting = Schemas["Setting"];
export type Settings = Schemas["Settings"];
export type Dialect = Schemas["Dialect"];
export type PbxPreview = Schemas["PbxPreview"];
export type PbxTest = Schemas["PbxTest"];
export type Catalogue = Schemas["Catalogue"];
export type Model = Schemas["Model"];
export type Count = Schemas["Count"];
export type PlanCounts = Schemas["PlanCounts"];
export type ImportSummary = Schemas["ImportSummary"];
export type Issue = Schemas["Issue"];
export type IssueGroup = Schemas["IssueGroup"];
export type Progress = Schemas["Progress"];
export type ImportDetail = Schemas["ImportDetail"];
export type Columns = Schemas["Columns"];
export type Row = Schemas["Row"];
export type Rows = Schemas["Rows"];
export type Issues = Schemas["Issues"];
export type CredentialsState = Schemas["CredentialsState"];
export type DownloadRequest = Schemas["DownloadRequest"];
export type Ticket = Schemas["Ticket"];
export type Credentials = Schemas["Credentials"];
export type UserSummary = Schemas["UserSummary"];
export type UserInput = Schemas["UserInput"];
export type User = Schemas["User"];
export type Users = Schemas["Users"];
export type CreatedUser = Schemas["CreatedUser"];
export type Removal = Schemas["Removal"];
export type Accounts = Schemas["Accounts"];
export type DeviceState = Schemas["DeviceState"];
export type Fetch = Schemas["Fetch"];
export type DeviceSummary = Schemas["DeviceSummary"];
export type DeviceInput = Schemas["DeviceInput"];
export type Device = Schemas["Device"];
export type Devices = Schemas["Devices"];
export type DeviceFile = Schemas["DeviceFile"];
export type DevicePasswords = Schemas["DevicePasswords"];
export type Waiting = Schemas["Waiting"];
export type Inbox = Schemas["Inbox"];
export type KeyType = Schemas["KeyType"];
export type Key = Schemas["Key"];
export type KeysRequest = Schemas["KeysRequest"];
export type ModelFit = Schemas["ModelFit"];
export type KeysPlan = Schemas["KeysPlan"];

export type Template = TemplateResult;
/** Whatever may stand between two tags. */
export type Content = Template | string | number | symbol | null | undefined | Content[];

/** What a page is called with. `signal` is aborted when the person leaves the page. */
export type PageContext = { params: Record<string, string>; query: URLSearchParams; session: Session; signal: AbortSignal };
/** What a page may hand back: a better title; `onQuery` is called instead of building anew when only the query changes. */
export type PageHandle = { title?: string; onQuery?: (query: URLSearchParams) => void | Promise<void> };
export type PageModule = {
  title: string | ((context: PageContext) => string);
  default: (root: HTMLElement, context: PageContext) => void | PageHandle | Promise<void | PageHandle>;
};
