/** The short help of each page and panel, by the element that shows it; sections.json has where the site says more. */
import { t } from "../common/i18n";
import type { Topic } from "./topics";

/** A few sentences in plain English, a paragraph each. Read when the help is opened, in the language of the desk. */
export function helpOf(topic: Topic): readonly string[] {
  const texts = { ...beforeWork(), ...work(), ...administration(), ...parts(), ...panels() };
  return texts[topic];
}

type Texts = Partial<Record<Topic, readonly string[]>>;

/** Signing in is done; what comes before a key is open. */
function beforeWork() {
  return {
    "vouchsafe-desk": [
      t(
        "Nothing stands at this address. It may be a typing slip, or a page that takes a right which you do not have: the desk tells nobody which.",
      ),
    ],
    "desk-make-key": [
      t(
        "Signing in tells the server who you are. Your key opens reports, in your browser only. It is made here, and the server never sees it open.",
      ),
      t(
        "Write the six words down and keep the recovery kit in two places away from this computer. Nobody can reset them. Then a colleague compares twelve words with you, and adds your key to the list.",
      ),
    ],
    "desk-unlock": [
      t(
        "You are signed in, and your key is still shut. Open it with your six words, your own passphrase, a passkey that you let open it, or the recovery kit. Nothing of that is sent.",
      ),
      t(
        "If all of them are lost, you make a new key. No report is lost by it: colleagues and the recovery sheets still open them, and a colleague can share the open cases with your new key.",
      ),
    ],
    "desk-kit": [
      t(
        "The recovery kit is a file and six words of its own, for the day when your passphrase and your passkeys are lost. Keep the two apart, away from this computer.",
      ),
      t("It has to be opened once. Until then nothing is sealed to your key."),
    ],
    "desk-own-key": [
      t(
        "Here you change what opens your key: the passphrase, the recovery kit, passkeys. For each change you open the key once more, because an unlocked key cannot be copied, not even by this page.",
      ),
      t(
        "If somebody else may have your key, give it up for a new one. What was sealed to the old one they can still read.",
      ),
    ],
    "desk-setup": [
      t(
        "You make two things: recovery sheets, which are keys on paper, and the first list of keys, which says whom reports are sealed to. Until the list is signed nobody can report.",
      ),
      t(
        "Two sheets for two people are better than one: only then can reporters give their name under double lock. Whoever holds a sheet and a copy of the server reads everything, so lock each away.",
      ),
    ],
    "desk-waiting": [
      t(
        "Your key is made, and not yet in the list of keys. Call a handler or a coordinator and read them your twelve words, by telephone or in person, never by e-mail or through this site.",
      ),
      t("Once they added your key, press “Look again”. Then a colleague hands on the open cases to you."),
    ],
    "desk-refused": [
      t(
        "This browser remembers your organisation's list of keys, and the server shows another one. Somebody may be trying to have reports sealed to a key of their own. So nothing is opened or sealed here.",
      ),
      t(
        "Call whoever set up Vouchsafe, and name the code. Do not type your words, and do not clear this browser's data: it holds the proof.",
      ),
    ],
    "desk-landing": [
      t(
        "Administrators configure and overseers watch; neither reads a report. That is how it is built: reports are sealed to handlers' keys. The links on this page lead to what you do.",
      ),
    ],
  } satisfies Texts;
}

/** What handlers, coordinators and overseers do. */
function work() {
  return {
    "desk-inbox": [
      t(
        "All cases that you handle, newest first. Titles are opened in your browser. “Unread” is what you have not read; no colleague sees how far you read.",
      ),
      t(
        "Search looks in titles and in everything that you opened in this browser; the words are not sent. Filters can be kept as views, in this browser alone. Press “Keyboard” to see how to go through the list by keyboard.",
      ),
    ],
    "desk-due": [
      t(
        "What the law of each channel asks, and by when: to confirm a report, to meet, to answer, to tell the person concerned. Reporters see the same days.",
      ),
      t(
        "A mail reminds a week before, a day before and the day after. You can also let a calendar program fetch the days. It gets nothing of a case; still, whoever has its address sees them.",
      ),
    ],
    "desk-people": [
      t(
        "Reports are sealed to the keys in the list. Add a colleague's key only after they read you their twelve words, by telephone or in person, and every word is the same.",
      ),
      t(
        "To a key that a colleague added your browser seals nothing until you compared it too. Administrators invite people here and give them roles; they cannot add a key.",
      ),
    ],
    "desk-requests": [
      t(
        "Who reported, and whom a report concerns, is sealed apart, and no one person can open it. A colleague who needs it writes down the facts, the law, and why nothing milder will do. The reporter reads that too.",
      ),
      t(
        "Read it as somebody who was not there. With your share it can be opened; if you refuse, it stays closed. You can do neither for a request of your own.",
      ),
    ],
    "desk-texts": [
      t(
        "Short texts that everybody who answers can insert, in each language. They are not sealed, so write nothing of a case into them. “Insert a text” shows them first, then those that come with the software.",
      ),
    ],
    "desk-recovery": [
      t(
        "For the day when no colleague with a key is left. The sheet puts your key on the list of keys, and gives the open cases back to those who handle them. What is kept apart stays with the sheets.",
      ),
      t(
        "The record keeps that a sheet was used, and every colleague's desk warns of it until they asked who did. Tell them yourself.",
      ),
    ],
    "desk-print": [
      t(
        "The case as it is open to you, for paper or a PDF. Internal notes go along only if you tick them; what is kept apart never does, and files are not printed.",
      ),
      t("The record keeps that you opened this page. What was printed cannot be erased from here."),
    ],
    "desk-record": [
      t(
        "Who did what, when, and to which case. It never says what is in a report, nor who reported. Entries are linked into a chain whose end is signed, so that nobody can change the past unseen.",
      ),
      t(
        "That holds as long as somebody keeps what they saw. Run the command below “Check it” on a machine of your own, each month, and keep the file that it writes.",
      ),
    ],
    "desk-pauses": [
      t(
        "A kind of report that mostly ends as unsupported is paused by itself: nobody can choose it at the report door until you looked at how those reports were handled.",
      ),
      t("Open it again, or keep it paused until a day, with a reason. The reason is public."),
    ],
  } satisfies Texts;
}

/** What administrators do. */
function administration() {
  return {
    "desk-channels": [
      t(
        "A channel is one public way in, with its purpose, its law, its questions and its handlers. Begin with a template: it can be published as it is. You write what is asked; what is reported you never read.",
      ),
    ],
    "desk-channel": [
      t(
        "You write a draft; reporters see nothing of it before you publish. The parts of the channel show what is missing and what is wrong. Each category must name an act, whom or what it harms, and the law or policy it breaks.",
      ),
      t(
        "Look at the preview, compare, then publish. A published version never changes. “Send a test report” tries the whole way, and no figure counts it.",
      ),
    ],
    "desk-partners": [
      t(
        "Organisations and authorities that handlers may hand a case to. Take the twelve words from a poster or by telephone, never from the page that the address leads to: they prove whose keys the case is sealed to.",
      ),
      t("Two handlers agree each time, and the reporter is told before, with as many days to object as you say here."),
    ],
    "desk-look": [
      t(
        "One colour, a logo and the languages of your pages. A colour that is hard to read is refused, with the nearest that is not. The logo loses all that the file says of itself.",
      ),
      t("Offer only languages in which you can answer."),
    ],
    "desk-guide": [
      t(
        "What there is to do before anybody can report, in its order. You can stop at any time: this page knows what is done.",
      ),
      t(
        "Before you hang up a poster, compare its twelve words with those that a handler's desk shows. Then send a test report and let a handler answer it.",
      ),
    ],
  } satisfies Texts;
}

/** The parts of a case; what each panel of them is for follows from `panels`. */
function parts() {
  return {
    "desk-case/conversation": [
      t(
        "The report with its answers, and what was written since. Your browser checks every signature; what does not fit is said at the top, and what cannot be verified stands as unreadable, with the reason.",
      ),
      t("A report is one side. Whoever is named in it is presumed innocent, and is heard."),
    ],
    "desk-case/work": [
      t(
        "What is to be done about this case, and by when. Tasks, tags, links and the title are sealed: the server knows of none of them.",
      ),
    ],
    "desk-case/people": [
      t(
        "Who reported and whom it concerns, where a report says so apart from the rest, and what protects the reporter. Most cases never need what is kept apart.",
      ),
    ],
    "desk-case/outcome": [
      t(
        "How this case ends. Outcomes with which nothing is done take two people, so that nobody buries a report alone, and the reporter can ask for another look.",
      ),
    ],
    "desk-case/sharing": [
      t(
        "How this case goes elsewhere: to another organisation or authority, on paper, or as a sealed file. Give as little as is asked for. What has left cannot be erased from here.",
      ),
    ],
  } satisfies Texts;
}

/** The panels of a case's parts. */
function panels() {
  return {
    "desk-thread": [
      t(
        "Nothing here can be changed, by anybody. Files open in a frame that is cut off from the desk; one that is downloaded is opened without that protection.",
      ),
    ],
    "desk-composer": [
      t(
        "Choose first who will read it: the reporter, or handlers alone. Your first answer also confirms the report. Ask one thing at a time, and never who they are.",
      ),
    ],
    "desk-tasks": [t("With a day and a person, if you like. Done and dropped tasks stay below the list.")],
    "desk-filing": [
      t(
        "Tags and links are made by hand; nothing looks for people across cases. The reporter reads the title, so name no person in it.",
      ),
    ],
    "desk-evidence": [
      t("For good, by two people, with a reason. The place of the file stays and says so, to the reporter too."),
    ],
    "desk-clocks": [
      t(
        "The days of the law, which the reporter sees too. Note here what meets them. You can ask the reporter for something and wait, or put the answer off with reasons, as far as the law lets you.",
      ),
    ],
    "desk-minutes": [
      t(
        "Write down what was said at a meeting or in a call. The reporter reads, corrects and signs it with the receipt.",
      ),
    ],
    "desk-apart": [
      t(
        "No one person can open it. Ask with the facts, the law, and why nothing milder will do; the reporter reads your reasons. Another handler, or an overseer, decides.",
      ),
    ],
    "desk-rooms": [
      t(
        "In a reply room somebody whom the report concerns reads what you tell them, and answers. It is a case of its own: nothing of this case can be read there.",
      ),
      t(
        "Never say who reported, nor what would show it. Hand the letter over yourself: whoever has it can open the room until the person makes a receipt of their own.",
      ),
    ],
    "desk-end-room": [
      t(
        "Nobody is left waiting: end the room with a letter. Where nothing could be shown, it says so, and the whole room is erased thirty days later.",
      ),
    ],
    "desk-guard": [
      t(
        "The reporter is asked after 30, 60 and 90 days whether anything was done to them. Look at a “yes” the same day. Measures are for handlers alone; do not name in them who reported.",
      ),
    ],
    "desk-conclude": [
      t(
        "An outcome, why, and a letter that the reporter reads. “Unsupported” does not say that it is untrue. The page names the day on which the case is erased.",
      ),
    ],
    "desk-false-report": [
      t(
        "About what the reporter knew, never about what could not be shown. Ask them first; it can be proposed fourteen days later. It unmasks nobody.",
      ),
    ],
    "desk-hold": [
      t("Keeps the case from being erased until a day, for a court, an authority or a claim. It ends by itself."),
    ],
    "desk-handover": [
      t(
        "Two handlers agree, and the reporter is told before. Internal notes and what is kept apart never go. The browser seals the case anew, to the keys that the partner's twelve words prove.",
      ),
    ],
    "desk-export": [
      t(
        "A page to print, or an archive that “vouchsafe open” checks and opens elsewhere. The record keeps that you took it.",
      ),
    ],
  } satisfies Texts;
}
