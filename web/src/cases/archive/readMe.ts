/** What lies beside a case in its archive, for whoever opens it in twenty years. Not translated: its reader is unknown. */
export const READ_ME = `One case, taken out of Vouchsafe by somebody who may read it.

case.json     The case: what each author signed, who acted, and what the record proves. Format "vouchsafe-open-case/1";
              its JSON Schema is vouchsafe/vault/archive/opened.json in the source code of Vouchsafe (docs/export.md).
files/N       The attachments, byte for byte. case.json says what each is called and what its SHA-256 is.

"vouchsafe open" verifies all of it, gives the files their names, and writes a page to read. It needs no server.
Whoever holds this holds the case: the server can erase its own copy, and not this one.
`;
